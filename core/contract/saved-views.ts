import * as z from 'zod';
import { LENS_TABS } from './lens-life.ts';
import { LENS_SORTS } from './lens-sorts.ts';

/** Views that a member has for themselves, and that an organisation has. */
export const MAX_VIEWS = 50;

/** What the list of lenses is narrowed to; an empty text is no filter. */
export const viewQuery = z.strictObject({
  tab: z.enum(LENS_TABS).default('open'),
  q: z.string().max(200).default(''),
  type: z.string().max(40).default(''),
  assignee: z.string().max(64).default(''),
  tag: z.string().max(40).default(''),
  technique: z.string().max(20).default(''),
  minScore: z
    .string()
    .regex(/^\d{0,7}$/)
    .default(''),
  /** What it is sorted by; empty for risk. */
  sort: z.enum(['', ...LENS_SORTS]).default(''),
});

/** What a hunt looks for, and in which type of node; an empty type is any. */
export const huntQuery = z.strictObject({
  q: z.string().min(1).max(500),
  type: z.string().max(40).default(''),
});

const named = {
  name: z.string().trim().min(1).max(60),
  /** Whether everybody in the organisation has it. */
  isShared: z.boolean().default(false),
};

/** `POST /api/views`: what a screen shows, by name. Without a screen, the list of lenses. */
export const savedViewRequest = z.discriminatedUnion('screen', [
  z.strictObject({ ...named, screen: z.literal('lenses').default('lenses'), query: viewQuery }),
  z.strictObject({ ...named, screen: z.literal('hunt'), query: huntQuery }),
]);

export type SavedViewRequest = z.infer<typeof savedViewRequest>;

/** A view that was saved. */
export type SavedView = SavedViewRequest & { readonly id: string };

/** One of the hunt. */
export type HuntView = Extract<SavedView, { screen: 'hunt' }>;

/** Answer of `GET /api/views`. */
export interface SavedViewList {
  /** By name, one's own first. */
  readonly views: readonly SavedView[];
}
