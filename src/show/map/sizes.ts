/** Measures of the map, in units of the picture. */

export const NODE_WIDTH = 164;
export const NODE_HEIGHT = 62;
/** Above the boxes, for the names of the zones. */
export const HEADER = 64;
/** Between the places where connections enter a box: a number with its frame fits in between. */
export const ENTRY_GAP = 24;
/** More connections than this into one box share the last entry. */
export const MOST_ENTRIES = 7;
/** Between boxes of a column. */
export const NODE_GAP = 20;
/** Between connections that pass a column, and between those that turn beside one. */
export const SLOT_GAP = 7;
export const TRACK_GAP = 6;
/** Free space after boxes on the left of a channel, and before boxes on its right, where numbers stand. */
export const EXIT = 10;
export const ENTRY = 54;
/** How far before a box a number stands. */
export const PORT_AT = 29;
/** Wide enough for its names where a wide map is drawn at half its size. */
export const EMPTY_LANE = 170;
export const BOTTOM = 24;
