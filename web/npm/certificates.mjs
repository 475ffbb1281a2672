// Makes the certificate of `serve --https`. In the package this is one file with the library in it.

import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  cryptoProvider,
} from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
/** Milliseconds on both sides of now: clocks differ, and a server may run for long. */
const DAY = 86_400_000;
const DAYS_BEFORE = 1;
// Browsers refuse certificates that are valid for more than 398 days.
const DAYS_AFTER = 390;

/** A certificate for names and addresses, and its key: one PEM text. @param {string[]} names */
export async function makeCertificate(names) {
  cryptoProvider.set(/** @type {Crypto} */ (webcrypto));
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const alternatives = names.map((value) => ({ type: /** @type {const} */ (isIP(value) ? "ip" : "dns"), value }));
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "O=cif-emulator",
    notBefore: new Date(Date.now() - DAYS_BEFORE * DAY),
    notAfter: new Date(Date.now() + DAYS_AFTER * DAY),
    signingAlgorithm: ALGORITHM,
    keys: /** @type {any} */ (keys),
    extensions: [
      new SubjectAlternativeNameExtension(alternatives),
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    ],
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return `${PemConverter.encode(key, "PRIVATE KEY")}\n${certificate.toString("pem")}\n`;
}
