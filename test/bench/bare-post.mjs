/**
 * What everything else is measured against: a Nest app that takes the body of an intent, checks it with the options
 * that Runtime checks with, and answers with it. It keeps nothing. Prints its address when it listens.
 */
import { Body, Controller, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const RUNTIME = '../../apps/runtime/dist';
const { SubmitIntent } = await import(`${RUNTIME}/libs/intent-contracts/src/index.js`);
const { requestValidation } = await import(`${RUNTIME}/apps/runtime/src/operations/request-validation.js`);

class BareController {
  submit(body) {
    return body;
  }
}
Controller('api/intent')(BareController);
Post('submit')(BareController.prototype, 'submit', Object.getOwnPropertyDescriptor(BareController.prototype, 'submit'));
Body()(BareController.prototype, 'submit', 0);
Reflect.defineMetadata('design:paramtypes', [SubmitIntent], BareController.prototype, 'submit');

const bareModule = { module: class BareModule extends Object {}, controllers: [BareController] };

const app = await NestFactory.create(bareModule, { logger: false });
app.useGlobalPipes(requestValidation());
await app.listen(0, '127.0.0.1');
console.log(await app.getUrl());
process.once('SIGTERM', () => void app.close());
