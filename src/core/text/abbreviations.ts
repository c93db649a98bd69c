/**
 * Words whose full stop need not end a sentence, by how sure that is. Unicode's sentence rules (UAX 29) know none of
 * them: they break after every full stop that a space and a capital follow.
 */
export interface Abbreviations {
  /** Never end a sentence: titles before a name, "e.g.", "vs.". */
  readonly inside: ReadonlySet<string>;
  /** End no sentence if a number follows: "No. 5", but "No. I won't." */
  readonly numbered: ReadonlySet<string>;
  /** May end a sentence or not: "the U.S. Army", "in the U.S. They …"; the next word decides. */
  readonly either: ReadonlySet<string>;
  /** Whether a full stop after a number of up to two digits marks an ordinal: "am 3. Oktober". */
  readonly ordinals: boolean;
  /** Words that seldom follow an abbreviation within a sentence with a capital, and often start one. */
  readonly starters: ReadonlySet<string>;
}

/** The lists of a language (a BCP 47 tag; English for one without lists). All words in lower case, without the last stop. */
export function abbreviationsOf(language: string): Abbreviations {
  return byLanguage.get(language.toLowerCase().split("-")[0] ?? "") ?? english;
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const english: Abbreviations = {
  inside: words(`
    mr mrs ms mx dr prof st ste rev fr hon messrs mme mlle gen col maj capt cpt lt sgt cpl pvt adm cmdr gov sen rep pres
    supt insp det mt e.g i.e eg ie viz vs v cf al approx dept est incl esp resp univ`),
  numbered: words("no nos p pp vol vols fig figs ch chap sec sect art eq eqs para pt bk ed col app ex ca c"),
  either: words(`
    u.s u.k u.n u.s.a e.u d.c l.a n.y a.m p.m etc inc ltd co corp bros jr sr esq ph.d m.d b.a m.a b.c a.d b.c.e c.e
    jan feb apr aug sep sept oct nov dec tues thurs ave blvd rd hwy bldg ft oz lb lbs`),
  ordinals: false,
  starters: words(`
    the a an he she it we they you i this that these those there here then but and or so yet if when while as after
    before since because although though however what who why how where which his her its our their your my in on at
    for from by with to no yes not one some many most all each every both another let do does did is are was were`),
};

const german: Abbreviations = {
  inside: words(`
    z z.b d.h u.a u.ä i.d.r o.ä d hr fr dr prof st bzw ca evtl ggf inkl exkl sog vgl zzgl geb gest ehem max min
    dipl ing jh jhd str tel abs`),
  numbered: words("nr bd s kap abb tab art ziff"),
  either: words("usw etc u.s.w jan feb mär apr jun jul aug sept okt nov dez"),
  ordinals: true,
  starters: words(`
    der die das ein eine er sie es wir ihr ich du man dies diese dieser dieses aber und oder doch wenn als da dann so
    auch in im am auf mit für von zu bei nach was wer wie wo warum nicht`),
};

const french: Abbreviations = {
  inside: words("m mm mme mmes mlle mlles dr pr me mgr st ste cf p.ex env av bd"),
  numbered: words("n no p pp vol fig chap art al"),
  either: words("etc s.a j.-c janv févr avr juil sept oct nov déc"),
  ordinals: false,
  starters: words(`
    le la les un une des il elle ils elles on nous vous je tu ce cette ces cela mais et ou donc si quand comme dans en
    sur pour par avec de du à au aux que qui quoi où pourquoi`),
};

const spanish: Abbreviations = {
  inside: words("sr sra srta sres dr dra d dña prof st sto sta gral ud uds vd vds p.ej av avda"),
  numbered: words("n núm nro p pág págs vol fig cap art"),
  either: words("etc ee.uu s.a a.c d.c ene feb mar abr jun jul ago sept oct nov dic"),
  ordinals: false,
  starters: words(`
    el la los las un una unos unas él ella ellos ellas nosotros yo tú usted esto esta este eso pero y o si cuando como
    en de del a al por para con sin que qué quién dónde no sí`),
};

const byLanguage: ReadonlyMap<string, Abbreviations> = new Map([
  ["en", english],
  ["de", german],
  ["fr", french],
  ["es", spanish],
]);
