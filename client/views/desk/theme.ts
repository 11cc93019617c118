import type { ThemeConfig } from 'antd';

/**
 * The component kit computes with its colours, so it needs values and cannot take our custom properties: these are the
 * light column of styles/tokens.css.
 */
export const deskTheme: ThemeConfig = {
  token: {
    colorPrimary: '#1f5fd0',
    colorInfo: '#1f5fd0',
    colorLink: '#1f5fd0',
    // Under the pointer as readable as without it: the kit would make them lighter.
    colorPrimaryHover: '#174ba6',
    colorLinkHover: '#174ba6',
    colorSuccess: '#1e7f4f',
    colorWarning: '#96620a',
    colorError: '#b4232f',
    colorText: '#1b2430',
    colorTextSecondary: '#5a6779',
    colorTextDescription: '#5a6779',
    colorTextPlaceholder: '#5a6779',
    colorSuccessBg: '#e6f3ec',
    colorWarningBg: '#fbf2e0',
    colorErrorBg: '#fbe9ea',
    colorInfoBg: '#e8effb',
    colorBgLayout: '#f6f7f9',
    colorBorder: '#818c9b',
    colorBorderSecondary: '#e1e5eb',
    borderRadius: 4,
    borderRadiusLG: 8,
    controlHeight: 40,
    fontSize: 14,
    fontFamily: 'var(--font)',
    // Asked to move nothing, the kit must not wait for the end of a motion either: a list would stay where it is measured.
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    motionDurationMid: '0.15s',
    motionDurationSlow: '0.2s',
  },
  components: {
    Table: { cellPaddingBlock: 10, cellPaddingInline: 12, headerBg: '#f6f7f9' },
    Menu: { itemHeight: 44, activeBarBorderWidth: 0 },
  },
};
