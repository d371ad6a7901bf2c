/**
 * What uploads are measured against: a Nest app that has multer write the file straight to BARE_FOLDER, with nothing
 * hashed, nothing passed on and nothing recorded; synced if BARE_SYNC says so. Prints its address when it listens.
 */
import { open } from 'node:fs/promises';
import { Controller, Post, UploadedFile, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

// Not by a literal name: with its types come those of Node, and they would be asked of every script.
const PLATFORM = '@nestjs/platform-express';
const { FileInterceptor } = await import(PLATFORM);
const { BARE_FOLDER: dest, BARE_SYNC: sync } = process.env;

class BareController {
  async upload({ size, path }) {
    if (sync === 'true') {
      const file = await open(path);
      await file.sync();
      await file.close();
    }
    return { size };
  }
}
const upload = Object.getOwnPropertyDescriptor(BareController.prototype, 'upload');
Controller('v1/content')(BareController);
Post('upload')(BareController.prototype, 'upload', upload);
UseInterceptors(FileInterceptor('file', { dest }))(BareController.prototype, 'upload', upload);
UploadedFile()(BareController.prototype, 'upload', 0);

const bareModule = { module: class BareModule extends Object {}, controllers: [BareController] };

const app = await NestFactory.create(bareModule, { logger: false });
await app.listen(0, '127.0.0.1');
console.log(await app.getUrl());
process.once('SIGTERM', () => void app.close());
