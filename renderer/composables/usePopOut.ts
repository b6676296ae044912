import { onScopeDispose, shallowRef, type Ref } from 'vue';

/** https://wicg.github.io/document-picture-in-picture/, which lib.dom does not know yet. */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}
const ownWindows = (): DocumentPictureInPicture | undefined =>
  'documentPictureInPicture' in window
    ? // The one type that the specification gives this property.
      (window.documentPictureInPicture as DocumentPictureInPicture)
    : undefined;

const SIZE = { width: 640, height: 360 } as const;

/**
 * A picture in a window of its own that stays above others: one of the browser's kind for whole documents, or else for
 * a video alone.
 * @param element the picture in the app, which stays there
 */
export function usePopOut(element: Readonly<Ref<HTMLVideoElement | null>>): {
  possible: boolean;
  /** Its height there in device pixels; undefined while it is not. */
  heightPx: Readonly<Ref<number | undefined>>;
  toggle: (title: string) => Promise<void>;
} {
  const heightPx = shallowRef<number>();
  let close: (() => void) | undefined;

  async function inDocument(source: HTMLVideoElement, api: DocumentPictureInPicture, title: string): Promise<void> {
    const apart = await api.requestWindow(SIZE);
    const copy = apart.document.createElement('video');
    copy.muted = true;
    copy.autoplay = true;
    copy.playsInline = true;
    copy.srcObject = source.srcObject;
    copy.setAttribute('aria-label', title);
    Object.assign(copy.style, { width: '100%', height: '100%', objectFit: 'contain' });
    Object.assign(apart.document.body.style, { margin: '0', height: '100vh', background: 'black' });
    apart.document.title = title;
    apart.document.body.append(copy);
    const measure = (): void => {
      heightPx.value = Math.round(apart.innerHeight * apart.devicePixelRatio);
    };
    apart.addEventListener('resize', measure);
    apart.addEventListener('pagehide', () => {
      copy.srcObject = null;
      heightPx.value = undefined;
      close = undefined;
    });
    close = () => {
      apart.close();
    };
    measure();
  }

  async function inVideo(source: HTMLVideoElement): Promise<void> {
    const apart = await source.requestPictureInPicture();
    const measure = (): void => {
      heightPx.value = Math.round(apart.height * window.devicePixelRatio);
    };
    apart.onresize = measure;
    source.addEventListener(
      'leavepictureinpicture',
      () => {
        apart.onresize = null;
        heightPx.value = undefined;
        close = undefined;
      },
      { once: true },
    );
    close = () => {
      document.exitPictureInPicture().catch(() => undefined); // gone already
    };
    measure();
  }

  async function toggle(title: string): Promise<void> {
    const source = element.value;
    if (close !== undefined) {
      close();
    } else if (source !== null) {
      const api = ownWindows();
      // Refused without a click of the person's, or while another is asked: the picture stays where it is.
      await (api === undefined ? inVideo(source) : inDocument(source, api, title)).catch(() => undefined);
    }
  }

  onScopeDispose(() => {
    close?.();
  });
  return { possible: ownWindows() !== undefined || document.pictureInPictureEnabled, heightPx, toggle };
}
