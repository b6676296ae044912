const WIDTH_MAX = 400;
const HEIGHT_MAX = 320;
const HEIGHT_MAX_SEVERAL = 180;
/** What is smaller can hardly be pressed. */
const SIDE_MIN = 48;

/** How large a picture is drawn among messages, in CSS pixels: never larger than it is, and in one shape. */
export const pictureBox = (width: number, height: number, several: boolean): { width: number; height: number } => {
  const scale = Math.min(1, WIDTH_MAX / width, (several ? HEIGHT_MAX_SEVERAL : HEIGHT_MAX) / height);
  return {
    width: Math.max(SIDE_MIN, Math.round(width * scale)),
    height: Math.max(SIDE_MIN, Math.round(height * scale)),
  };
};
