import { Adapter } from '../../adapter-kit/index.js';
import { ConsoleController } from './console.controller.js';
import { ConsoleFiles } from './console-files.js';

/** Delivery to people: a page in a browser, which uses the routes and streams of the other adapters. */
@Adapter({ name: 'console', controllers: [ConsoleController], providers: [ConsoleFiles] })
export class ConsoleAdapter {}

export { ConsoleAdapter as adapter };
