import type { Certificate } from 'electron';
import { describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../../../common/log.ts';
import { CertificateGuard, electronFingerprint } from '../../../electron/certificates.ts';
import { setupNavigation } from '../../../electron/navigation.ts';
import { isAppUrl, mayOpenOutside } from '../../../electron/origin.ts';
import { setupPermissions } from '../../../electron/permissions.ts';
import { makeElectron } from '../../fakes/electron/fakeElectron.ts';
import { FakeContents } from '../../fakes/electron/FakeWindow.ts';

const contents = new FakeContents().asWebContents();

describe('our own origin', () => {
  it.each(['app://yankcord/', 'app://yankcord', 'app://yankcord/assets/x.js?y#z'])('is %s', (url) => {
    expect(isAppUrl(url)).toBe(true);
  });

  it.each([
    '',
    'app://yankcord.example/',
    'app://evil/yankcord',
    'https://yankcord/',
    'file:///yankcord',
    'app:yankcord',
  ])('is not %s', (url) => {
    expect(isAppUrl(url)).toBe(false);
  });
});

describe('permissions', () => {
  const electron = makeElectron();
  setupPermissions(electron.module.session.defaultSession);
  const ask = (permission: 'media' | 'geolocation', requestingUrl: string, isMainFrame = true): boolean | undefined => {
    let granted: boolean | undefined;
    const decide = (answer: boolean): void => {
      granted = answer;
    };
    electron.decide.permission?.(contents, permission, decide, { requestingUrl, isMainFrame });
    return granted;
  };
  const check = (permission: 'media' | 'geolocation', origin: string, isMainFrame = true): boolean | undefined =>
    electron.decide.check?.(contents, permission, origin, { isMainFrame, requestingUrl: origin });

  it('give our page the microphone', () => {
    expect(ask('media', 'app://yankcord/')).toBe(true);
    expect(check('media', 'app://yankcord/')).toBe(true);
  });

  it('give nothing else, to nobody else', () => {
    expect(ask('geolocation', 'app://yankcord/')).toBe(false);
    expect(ask('media', 'https://evil.example/')).toBe(false);
    expect(ask('media', 'app://yankcord/', false)).toBe(false);
    expect(check('geolocation', 'app://yankcord/')).toBe(false);
    expect(check('media', 'https://evil.example/')).toBe(false);
    expect(check('media', 'app://yankcord/', false)).toBe(false);
  });
});

describe('navigation', () => {
  const electron = makeElectron();
  setupNavigation(electron.module.app, electron.module.shell, SILENT_LOG);
  const page = new FakeContents();
  electron.app.emit('web-contents-created', {}, page);
  const prevented = (event: string, url: string): boolean => {
    let was = false;
    page.emit(event, {
      url,
      preventDefault: () => {
        was = true;
      },
    });
    return was;
  };

  it('stays on our page, reloads included', () => {
    expect(prevented('will-navigate', 'app://yankcord/')).toBe(false);
    expect(prevented('will-navigate', 'https://evil.example/')).toBe(true);
    expect(prevented('will-navigate', 'file:///etc/passwd')).toBe(true);
    expect(prevented('will-redirect', 'https://evil.example/')).toBe(true);
  });

  it('holds no webview', () => {
    expect(prevented('will-attach-webview', '')).toBe(true);
  });

  it('opens no window; links go to the browser or the mail program, and no other scheme goes anywhere', () => {
    for (const url of [
      'https://example.org/',
      'mailto:ann@example.org',
      'file:///bin/sh',
      'javascript:1',
      'smb://x/y',
      '',
    ]) {
      expect(page.openHandler?.({ url })).toEqual({ action: 'deny' });
    }
    expect(electron.opened).toEqual(['https://example.org/', 'mailto:ann@example.org']);
    expect(mayOpenOutside('http://example.org/')).toBe(false);
  });
});

describe('certificates', () => {
  const hex = (byte: string): string => Array.from({ length: 32 }, () => byte).join(':');
  const electron = makeElectron();
  const pinned = new Map([
    ['127.0.0.1', [hex('AB'), hex('EF')]],
    ['fe80::1', [hex('CD')]],
  ]);
  const pins = { ofMachine: (hostname: string) => pinned.get(hostname) ?? [] };
  new CertificateGuard(electron.module.session.defaultSession, pins, SILENT_LOG);
  const verdict = (hostname: string, fingerprint: string): number | undefined => {
    const certificate = { fingerprint: electronFingerprint(fingerprint) } as Certificate; // the one field that counts
    let answer: number | undefined;
    electron.decide.certificate?.(
      {
        hostname,
        certificate,
        validatedCertificate: certificate,
        isIssuedByKnownRoot: false,
        verificationResult: 'net::ERR_CERT_AUTHORITY_INVALID',
        errorCode: -202,
      },
      (given) => {
        answer = given;
      },
    );
    return answer;
  };

  it("are Chromium's to judge where none is pinned", () => {
    expect(verdict('community.example', hex('AB'))).toBe(-3);
  });

  it('are trusted by the fingerprint of the party, and refused when they changed', () => {
    expect(verdict('127.0.0.1', hex('AB'))).toBe(0);
    expect(verdict('127.0.0.1', hex('EF'))).toBe(0);
    expect(verdict('127.0.0.1', hex('CD'))).toBe(-2);
    expect(verdict('fe80::1', hex('CD'))).toBe(0);
  });

  it('are named as Electron names them', () => {
    expect(electronFingerprint(hex('00'))).toBe(`sha256/${'A'.repeat(43)}=`);
  });
});
