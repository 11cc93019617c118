/** What is open when the wall comes. */
export interface WallStart {
  watched?: string;
  isFiling?: boolean;
  isLessonOpen?: boolean;
}
