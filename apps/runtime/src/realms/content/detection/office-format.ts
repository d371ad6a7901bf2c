import type { BinaryFormat, FileFormat } from './file-format.js';
import type { ZipNames } from './zip-names.js';

const ZIP = 'application/zip';
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const EXCEL = 'application/vnd.ms-excel';

/** What an archive is by the names in it. */
export function archiveFormat({ names, complete }: ZipNames): FileFormat {
  const has = (name: RegExp) => [...names].some((each) => name.test(each));
  if (!names.has('[content_types].xml') && complete) return { format: 'binary', mediaType: ZIP };
  if (has(/^xl\/workbook\d*\.bin$/)) {
    return refused(`${EXCEL}.sheet.binary.macroenabled.12`, 'The file is a binary workbook (.xlsb).');
  }
  // Of an archive that is cut off it is enough to see what it was going to be.
  if (has(complete ? /^xl\/workbook\d*\.xml$/ : /^xl\//)) {
    const hasMacros = names.has('xl/vbaproject.bin');
    const mediaType = hasMacros ? `${EXCEL}.sheet.macroenabled.12` : `${OFFICE}.spreadsheetml.sheet`;
    return { format: 'xlsx', mediaType };
  }
  if (has(/^word\//)) return { format: 'binary', mediaType: `${OFFICE}.wordprocessingml.document` };
  if (has(/^ppt\//)) return { format: 'binary', mediaType: `${OFFICE}.presentationml.presentation` };
  return { format: 'binary', mediaType: ZIP };
}

/** What a file of the kind that Office programs wrote before 2007 is, by the names of what is in it. */
export function compoundFormat(names: ReadonlySet<string>): FileFormat {
  if (names.has('EncryptedPackage')) {
    return {
      format: 'binary',
      mediaType: 'application/x-ole-storage',
      unreadable:
        'The file is an Office document that is protected with a password, and cannot be read. Save it without one, and upload that.',
    };
  }
  if (names.has('Workbook') || names.has('Book')) {
    return refused(EXCEL, 'The file is a workbook as programs before 2007 wrote it (.xls).');
  }
  return { format: 'binary', mediaType: 'application/x-ole-storage' };
}

function refused(mediaType: string, what: string): BinaryFormat {
  return { format: 'binary', mediaType, unreadable: `${what} Save it as .xlsx, and upload that.` };
}
