import { describe, expect, it } from '@jest/globals';
import type { ProfileWarning } from '@app/intent-contracts';
import { profiledOf, profileOf } from '../testing/profile-of.js';
import { sheetOf, workbookOf, type Cell, type WorkbookContent } from '../testing/workbook-of.js';

it('tries', async () => {
  const p = await profiledOf(sheetOf([['id','name','at',null,'x'],[1,'00123',{number:45000.5,style:1},null,{number:0.5,style:2}],[2.50,'b',{number:45001,style:1},true,{number:0.25,style:2}]], {formats:['yyyy-mm-dd','0%']}));
  console.log(JSON.stringify(p,null,1));
});
