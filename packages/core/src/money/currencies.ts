/**
 * The alphabetic codes of ISO 4217 that are in force, grouped by the decimals of their minor unit; `null` is the
 * group whose minor unit the standard gives as not applicable (metals, testing codes, units of account).
 *
 * 178 codes as of 2026-02-01: table A.1 kept by SIX, read from datasets/currency-codes `data/codes-all.csv`, commit
 * ab9b0ae88e8bffd4ac1c468ce9c784738d3376ba, public domain (ODC-PDDL-1.0). `test/currency.vectors.test.ts` compares
 * the two, so a change to the standard is made in both places.
 *
 * The decimals are the standard's, not those of cash in hand: MGA and MRU have 2 although their sub-unit is a fifth,
 * and ISK and UGX have 0.
 */
export const ACTIVE_CODES: readonly (readonly [minorUnits: number | null, codes: readonly string[]])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ')],
  [
    2,
    [
      'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE',
      'CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD',
      'HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK',
      'MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD',
      'RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH',
      'USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
    ].flatMap((line) => line.split(' ')),
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'.split(' ')],
  [4, 'CLF UYW'.split(' ')],
  [null, 'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' ')],
];
