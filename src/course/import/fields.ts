import type { ImportKind } from '../../contract/import.ts';
import type { FileLanguage } from '../../contract/records.ts';

/** One column of a roster file: what it is called, in both languages, and what else real offices call it. */
export interface Field {
  key: string;
  title: Record<FileLanguage, string>;
  /** Other headings, the more certain ones first. */
  aliases: readonly string[];
  /** What to fill in, for the template. */
  note: Record<FileLanguage, string>;
  /** A file without this column cannot be read. */
  required?: true;
  /** Characters. */
  width: number;
}

const field = (
  key: string,
  zh: string,
  en: string,
  aliases: readonly string[],
  note: readonly [zh: string, en: string],
  width: number,
  required?: true,
): Field => ({
  key,
  title: { 'zh-CN': zh, en },
  aliases,
  note: { 'zh-CN': note[0], en: note[1] },
  width,
  ...(required ? { required } : {}),
});

const unit = field(
  'unit',
  '单位',
  'Unit',
  ['所属单位', '单位名称', '工作单位', 'organisation', 'organization', 'department'],
  ['可不填。新的单位会自动加入单位列表。', 'Optional. A new unit is added to the list by itself.'],
  24,
);

/** The columns of each kind of file, in the order of the template. */
export const fields: Record<ImportKind, readonly Field[]> = {
  branches: [
    field(
      'number',
      '编号',
      'Number',
      ['分课堂编号', '序号', 'no', 'branch number'],
      [
        '从 1 开始的整数。不填时自动接着编号。',
        'A whole number from 1. Left empty, the next free one is taken.',
      ],
      10,
    ),
    field(
      'name',
      '分课堂',
      'Branch',
      ['分课堂名称', '名称', '课堂名称', 'branch name', 'name'],
      ['必填,不能重复。', 'Needed, and one of a kind.'],
      30,
      true,
    ),
    field(
      'level',
      '级别',
      'Level',
      ['层级', '分课堂级别', 'branch level'],
      ['一级或二级。不填时,有上级的为二级。', '1 or 2. Left empty, a branch with a parent is level 2.'],
      10,
    ),
    field(
      'parent',
      '上级分课堂',
      'Parent branch',
      ['上级', '所属一级分课堂', 'parent', 'branch above'],
      ['二级分课堂必填:上级的名称或编号。', "Needed for level 2: the parent's name or number."],
      30,
    ),
    field(
      'place',
      '地点',
      'Place',
      ['地址', '位置', '会议室', 'address', 'location', 'room'],
      ['可不填。', 'Optional.'],
      30,
    ),
    unit,
    field(
      'liaisonName',
      '联络员',
      'Liaison',
      ['学习联络员', '联络员姓名', '联系人', 'liaison name', 'contact'],
      ['可不填。', 'Optional.'],
      16,
    ),
    field(
      'liaisonPhone',
      '联络员电话',
      'Liaison phone',
      ['联系电话', '电话', '手机', '手机号', 'phone', 'mobile', 'telephone'],
      ['可不填。请把单元格设为文本。', 'Optional. Please format the cells as text.'],
      20,
    ),
  ],
  trainees: [
    field(
      'number',
      '学号',
      'Number',
      ['学员编号', '编号', '工号', 'trainee number', 'student number', 'id', 'no'],
      [
        '必填,不能重复。再次导入时按它更新。请把单元格设为文本。',
        'Needed, and one of a kind: the next import finds the person by it. Please format the cells as text.',
      ],
      20,
      true,
    ),
    field(
      'name',
      '姓名',
      'Name',
      ['学员姓名', '学员', 'trainee', 'full name', 'trainee name'],
      ['必填。', 'Needed.'],
      16,
      true,
    ),
    unit,
    field(
      'branch',
      '分课堂',
      'Branch',
      ['所在分课堂', '分课堂名称', '所属分课堂', 'branch name'],
      ['分课堂的名称或编号。个人端口可不填。', "The branch's name or number. Optional on a port."],
      30,
    ),
    field(
      'port',
      '个人端口',
      'Port',
      ['端口', '是否个人端口', 'individual port'],
      ['独自用电脑或手机上课的填“是”。', '“yes” for somebody who follows alone, on a laptop or phone.'],
      12,
    ),
  ],
};

/** A heading as it is compared: without case, width, spaces, marks and what stands in brackets. */
export function normalHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[([【].*?[)\]】]/g, '')
    .replace(/[\s*:._-]/g, '');
}

/** How surely a heading means a field: 0 is its own title, then its aliases in their order; undefined when it does not. */
export function likeness(one: Field, heading: string): number | undefined {
  const wanted = normalHeading(heading);
  if (wanted === '') return undefined;
  const names = [one.title['zh-CN'], one.title.en, ...one.aliases].map(normalHeading);
  const found = names.indexOf(wanted);
  return found < 0 ? undefined : Math.max(0, found - 1);
}
