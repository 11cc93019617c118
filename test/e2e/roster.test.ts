import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { workbook } from '../support/roster-files.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { firstOrganiser } from '../support/wire.ts';

/* An organiser with nothing but two spreadsheets sets a whole course up. */
let server: TestServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  browser = await launchBrowser();
  ({ page } = await openWindow(browser));
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

const button = (name: string | RegExp) => page.getByRole('button', { name });
const entry = (name: string) => page.getByRole('menuitem', { name, exact: true });

async function upload(name: string, rows: readonly (readonly unknown[])[]): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: await workbook(rows) });
}

async function seriousProblems(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map((node) => node.html)
          .join('\n')
          .slice(0, 300)}`,
    );
}

describe('setting a course up', () => {
  it('begins with a name', async () => {
    await page.goto(server.organiserLink ?? '');
    await page.getByLabel('姓名', { exact: true }).fill(firstOrganiser.name);
    await page.getByLabel('密码', { exact: true }).fill(firstOrganiser.password);
    await page.getByLabel('再输入一次密码').fill(firstOrganiser.password);
    await page.locator('button[type=submit]').click();
    await button('新建培训班').click();
    await page.getByRole('dialog').getByLabel('培训班名称').fill('示例培训班 2030');
    await button('保存').click();
    await entry('课程').click();
    await page.getByRole('heading', { name: '示例培训班 2030' }).waitFor();
  });

  it('goes on with a lesson', async () => {
    await button('添加课程').click();
    const form = page.getByRole('dialog');
    await form.getByLabel('授课老师').fill('示例教师 01');
    await form.getByLabel('课程名称').fill('示例第 1 课');
    await form.getByLabel('结束时间').fill('2020-01-01T08:00');
    await button('保存').click();
    await form.getByText('结束时间应晚于开始时间').waitFor();
    await form.getByLabel('开始时间').fill('2030-01-07T08:00');
    await form.getByLabel('结束时间').fill('2030-01-07T09:30');
    await button('保存').click();
    await page.getByRole('cell', { name: '示例教师 01' }).waitFor();
    await expect.poll(() => seriousProblems()).toEqual([]);
  });

  it('shows what is wrong with a list of branches before anything is written', async () => {
    await entry('分课堂').click();
    await page.getByText('还没有分课堂').waitFor();
    await button('导入').click();
    await upload('分课堂.xlsx', [
      ['编号', '分课堂', '级别', '上级分课堂'],
      [1, '示例分课堂 001', '一级', ''],
      [2, '示例分课堂 002', '二级', '示例分课堂 999'],
    ]);
    await page.getByText('有 1 行需要更正').waitFor();
    await page.getByText('没有这个上级分课堂').waitFor();
    await expect.poll(() => seriousProblems()).toEqual([]);
    await button('重新选择文件').click();
  });

  it('refuses what is no spreadsheet, in words', async () => {
    await page.locator('input[type=file]').setInputFiles({
      name: 'a.xlsx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from([0, 1, 2, 3]),
    });
    await page.getByText('这不是 Excel 或 CSV 文件').waitFor();
  });

  it('takes the corrected list, and then the roster', async () => {
    await upload('分课堂.xlsx', [
      ['编号', '分课堂', '级别', '上级分课堂', '单位', '联络员', '联络员电话'],
      [1, '示例分课堂 001', '一级', '', '示例单位 01', '示例联络员 01', '000-0001'],
      [2, '示例分课堂 002', '二级', '示例分课堂 001', '示例单位 02', '示例联络员 02', '000-0002'],
    ]);
    await button('确认导入 2 行').click();
    await page.getByText('新增 2 条').waitFor();
    await button('继续导入学员').click();
    await upload('学员.xlsx', [
      ['学号', '姓名', '单位', '分课堂', '个人端口'],
      ['0001', '示例学员 0001', '示例单位 01', '示例分课堂 001', ''],
      ['0002', '示例学员 0002', '示例单位 02', '2', ''],
      ['0003', '示例学员 0003', '示例单位 02', '', '是'],
    ]);
    await button('确认导入 3 行').click();
    await page.getByText('新增 3 条').waitFor();
    await button('返回列表').first().click();
    await page.getByRole('cell', { name: '示例学员 0003' }).waitFor();
    await expect.poll(() => seriousProblems()).toEqual([]);
  });

  it('sorts the whole roster, and keeps the choice of columns', async () => {
    const names = () => page.locator('.records__name').allInnerTexts();
    await page.getByRole('columnheader', { name: '姓名' }).click();
    await page.getByRole('columnheader', { name: '姓名' }).click();
    await expect.poll(names).toEqual(['示例学员 0003', '示例学员 0002', '示例学员 0001']);
    await button('显示列').click();
    await page.getByRole('checkbox', { name: '单位' }).uncheck();
    await page.getByRole('columnheader', { name: '单位' }).waitFor({ state: 'detached' });
    await page.reload();
    await entry('学员').click();
    await page.getByRole('cell', { name: '示例学员 0003' }).waitFor();
    expect(await page.getByRole('columnheader', { name: '单位' }).count()).toBe(0);
    await page.getByRole('cell', { name: '示例分课堂 001' }).click();
    await page.getByRole('dialog').getByLabel('学号').waitFor();
    await button('取消').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('moves a trainee, and everything is in the log', async () => {
    await button('示例学员 0001').click();
    await page.getByRole('dialog').getByLabel('姓名').fill('示例学员 新名');
    await button('保存').click();
    await page.getByRole('cell', { name: '示例学员 新名' }).waitFor();
    await entry('操作记录').click();
    await page
      .getByText('姓名: 示例学员 0001 → 示例学员 新名')
      .or(page.getByText('名称: 示例学员 0001 → 示例学员 新名'))
      .waitFor();
    await expect.poll(() => seriousProblems()).toEqual([]);
  });

  it('gives everything back as a spreadsheet', async () => {
    await entry('分课堂').click();
    await button('导出').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: '全部记录（Excel）' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('示例培训班 2030.xlsx');
  });
});
