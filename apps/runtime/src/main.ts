import { Foo } from '@app/intent-contracts';
export class Bar extends Foo {}
console.log(new Bar().x);
