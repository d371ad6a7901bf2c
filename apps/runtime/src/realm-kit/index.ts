export { Foo } from '@app/intent-contracts';
