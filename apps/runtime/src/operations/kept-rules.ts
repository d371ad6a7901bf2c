import { getMetadataStorage } from 'class-validator';

type Rules = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>;

/**
 * Keeps which rules hold for a class. class-validator finds them anew at each validation, by going through those of all
 * classes there are: the more DTOs, the slower is each request. What was kept is forgotten when a rule is added.
 */
export function keepRules(storage = getMetadataStorage()): void {
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const add = storage.addValidationMetadata.bind(storage);
  let kept = new WeakMap<object, Rules>();

  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    // What is asked about may be no class: a value can have any member called `constructor`.
    const isPlain = typeof target === 'function' && !schema && !always && !strictGroups && !groups?.length;
    if (!isPlain) return find(target, schema, always, strictGroups, groups);
    const rules = kept.get(target) ?? find(target, schema, always, strictGroups, groups);
    kept.set(target, rules);
    return rules;
  };
  storage.addValidationMetadata = (rule) => {
    kept = new WeakMap();
    add(rule);
  };
}
