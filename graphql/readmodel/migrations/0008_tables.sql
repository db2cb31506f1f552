-- The read model. Days are days since 1970-01-01 (0 = none), moments are unix
-- seconds, identifiers are text as GS1 writes them, absent text is ''. Written in
-- SQLite's words; postgres.go says what they are in PostgreSQL's.

CREATE TABLE meta (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  version  INTEGER NOT NULL, -- number of the last migration
  complete INTEGER NOT NULL, -- 0: a rebuild that is under way, or was broken off
  ordinal  INTEGER NOT NULL, -- facts projected so far
  height   INTEGER NOT NULL, -- of the last of them
  time     INTEGER NOT NULL
);

CREATE TABLE facts (
  ordinal     INTEGER PRIMARY KEY, -- the n-th fact of the ledger, from 1
  height      INTEGER NOT NULL,
  idx         INTEGER NOT NULL,
  n           INTEGER NOT NULL,
  time        INTEGER NOT NULL,
  tx          TEXT NOT NULL,
  command     TEXT NOT NULL,
  party       TEXT NOT NULL,
  site        TEXT NOT NULL,
  bizstep     TEXT NOT NULL,
  disposition TEXT NOT NULL,
  gtin        TEXT NOT NULL, -- where the fact speaks of one product only
  lot         TEXT NOT NULL, -- where the fact speaks of one lot only
  summary     TEXT NOT NULL,
  role        TEXT NOT NULL, -- of who acted, as the public may know it, at that time
  country     TEXT NOT NULL,
  open        INTEGER NOT NULL, -- 1: anybody who asks may see it
  event       TEXT NOT NULL, -- eventID, '' where EPCIS has no such event
  fact        BLOB NOT NULL
);
CREATE UNIQUE INDEX facts_place ON facts (height, idx, n);

-- What a fact speaks of. lot = '' is the entry of the product itself.
CREATE TABLE fact_lot (
  gtin    TEXT NOT NULL,
  lot     TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  whole   INTEGER NOT NULL, -- 1: it happened to every pack that nothing had happened to yet
  step    TEXT NOT NULL,    -- public step of the trail
  PRIMARY KEY (gtin, lot, ordinal)
) WITHOUT ROWID;
CREATE TABLE fact_unit (
  gtin    TEXT NOT NULL,
  serial  TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  step    TEXT NOT NULL,
  PRIMARY KEY (gtin, serial, ordinal)
) WITHOUT ROWID;
CREATE TABLE fact_party (
  gln     TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  part    INTEGER NOT NULL, -- 0: named only, 1: sees the fact, 2: and its goods
  PRIMARY KEY (gln, ordinal)
) WITHOUT ROWID;

-- Who may see what besides. ordinal is that of the fact that made the record.
CREATE TABLE listed (
  kind    TEXT NOT NULL, -- lot, transfer, alert, exception, case
  gln     TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  PRIMARY KEY (kind, gln, ordinal)
) WITHOUT ROWID;
CREATE TABLE neighbours (
  gln   TEXT NOT NULL,
  other TEXT NOT NULL, -- a party or site that gln knows by name
  PRIMARY KEY (gln, other)
) WITHOUT ROWID;

CREATE TABLE parties (
  gln       TEXT PRIMARY KEY,
  name      TEXT NOT NULL,
  country   TEXT NOT NULL,
  parent    TEXT NOT NULL,
  suspended INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE licences (
  gln       TEXT NOT NULL,
  n         INTEGER NOT NULL,
  role      TEXT NOT NULL,
  since     INTEGER NOT NULL,
  until     INTEGER NOT NULL,
  number    TEXT NOT NULL,
  authority TEXT NOT NULL,
  PRIMARY KEY (gln, n)
) WITHOUT ROWID;
CREATE TABLE prefixes (
  digits TEXT PRIMARY KEY,
  party  TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE keys (
  kid      TEXT PRIMARY KEY,
  public   TEXT NOT NULL,
  party    TEXT NOT NULL,
  site     TEXT NOT NULL,
  label    TEXT NOT NULL,
  commands TEXT NOT NULL, -- JSON list
  since    INTEGER NOT NULL,
  until    INTEGER NOT NULL,
  revoked  INTEGER NOT NULL -- moment, 0 = valid
) WITHOUT ROWID;

CREATE TABLE products (
  gtin      TEXT PRIMARY KEY,
  maker     TEXT NOT NULL,
  name      TEXT NOT NULL,
  substance TEXT NOT NULL,
  strength  TEXT NOT NULL,
  form      TEXT NOT NULL,
  pack      TEXT NOT NULL,
  codes     TEXT NOT NULL, -- JSON list of {scheme, code}
  storage   TEXT NOT NULL, -- in words
  withdrawn TEXT NOT NULL  -- JSON list of markets
) WITHOUT ROWID;
CREATE TABLE lots (
  gtin       TEXT NOT NULL,
  lot        TEXT NOT NULL,
  ordinal    INTEGER NOT NULL,
  expiry     INTEGER NOT NULL,
  made       INTEGER NOT NULL,
  maker      TEXT NOT NULL,
  serialised INTEGER NOT NULL,
  closed     INTEGER NOT NULL,
  planned    INTEGER NOT NULL,
  registered INTEGER NOT NULL,
  owner      TEXT NOT NULL, -- of the packs that nothing has happened to
  holder     TEXT NOT NULL, -- site of those packs
  transfer   TEXT NOT NULL, -- the open offer of those packs
  class      INTEGER NOT NULL, -- of the recall, 0 = none
  depth      TEXT NOT NULL,
  fact       INTEGER NOT NULL UNIQUE, -- ordinal of the fact that made it
  hold       INTEGER NOT NULL DEFAULT 0, -- of all its packs: 0 none, 1 held, 2 suspect
  key        TEXT NOT NULL UNIQUE, -- its name in those of the ledger's keys: gtin|hash
  PRIMARY KEY (gtin, lot)
) WITHOUT ROWID;
CREATE UNIQUE INDEX lots_ordinal ON lots (gtin, ordinal);
CREATE INDEX lots_transfer ON lots (transfer) WHERE transfer <> '';
CREATE TABLE units (
  gtin         TEXT NOT NULL,
  serial       TEXT NOT NULL,
  lot          TEXT NOT NULL,
  status       TEXT NOT NULL,
  part         INTEGER NOT NULL,
  of           INTEGER NOT NULL,
  since        INTEGER NOT NULL, -- moment of the status, 0 while it is the first one
  commissioned INTEGER NOT NULL, -- ordinal of the fact that made it
  touched      INTEGER NOT NULL, -- ordinal of the first fact of its own, 0 = follows its lot
  owner        TEXT NOT NULL,    -- '' while it follows its lot
  holder       TEXT NOT NULL,
  transfer     TEXT NOT NULL,    -- the open offer it is in
  hold         INTEGER NOT NULL DEFAULT 0, -- its own: 0 none, 1 held, 2 suspect
  box          TEXT NOT NULL DEFAULT '',   -- the container it is in
  opened       TEXT NOT NULL DEFAULT '',   -- dissolved, and left it behind: holds count for it until it is touched
  PRIMARY KEY (gtin, serial)
) WITHOUT ROWID;

CREATE TABLE holdings (
  gtin     TEXT NOT NULL,
  lot      TEXT NOT NULL,
  site     TEXT NOT NULL,
  owner    TEXT NOT NULL,
  held     INTEGER NOT NULL CHECK (held >= packed),
  packed   INTEGER NOT NULL CHECK (packed >= 0),
  outgoing INTEGER NOT NULL CHECK (outgoing >= 0),
  supplied INTEGER NOT NULL CHECK (supplied >= 0),
  gone     INTEGER NOT NULL CHECK (gone >= 0),
  PRIMARY KEY (gtin, lot, site, owner)
) WITHOUT ROWID;
-- Logistic units; each use of an SSCC is one.
CREATE TABLE containers (
  box        TEXT PRIMARY KEY, -- as the ledger's key: sscc|<18 digits>|<generation>
  sscc       TEXT NOT NULL,
  generation INTEGER NOT NULL,
  state      TEXT NOT NULL,
  owner      TEXT NOT NULL,
  holder     TEXT NOT NULL,
  parent     TEXT NOT NULL,
  transfer   TEXT NOT NULL, -- the open offer it is in
  hold       INTEGER NOT NULL, -- its own: 0 none, 1 held, 2 suspect
  opened     TEXT NOT NULL DEFAULT '', -- as that of a pack
  fact       INTEGER NOT NULL -- ordinal of the fact that made it
) WITHOUT ROWID;
CREATE INDEX containers_sscc ON containers (sscc, box);
CREATE INDEX containers_parent ON containers (parent) WHERE parent <> '';
CREATE INDEX units_box ON units (box) WHERE box <> '';
CREATE INDEX units_opened ON units (opened) WHERE opened <> '';
-- What is in a container and in all containers in it.
CREATE TABLE contents (
  box   TEXT NOT NULL,
  gtin  TEXT NOT NULL,
  lot   TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (box, gtin, lot)
) WITHOUT ROWID;
CREATE INDEX contents_empty ON contents (box) WHERE count = 0;
-- Whose history a fact is part of, of containers.
CREATE TABLE fact_box (
  box     TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  PRIMARY KEY (box, ordinal)
) WITHOUT ROWID;
-- What a site has of a lot, on hold.
CREATE TABLE site_holds (
  gtin TEXT NOT NULL,
  lot  TEXT NOT NULL,
  site TEXT NOT NULL,
  hold INTEGER NOT NULL,
  PRIMARY KEY (gtin, lot, site)
) WITHOUT ROWID;
CREATE TABLE transfers (
  id         TEXT PRIMARY KEY,
  from_party TEXT NOT NULL,
  from_site  TEXT NOT NULL,
  to_party   TEXT NOT NULL,
  to_site    TEXT NOT NULL,
  keep       INTEGER NOT NULL,
  purpose    TEXT NOT NULL,
  shipped    INTEGER NOT NULL,
  deadline   INTEGER NOT NULL,
  carrier    TEXT NOT NULL,
  state      TEXT NOT NULL,
  fact       INTEGER NOT NULL UNIQUE -- ordinal of the fact that made it
) WITHOUT ROWID;
CREATE TABLE recalls (
  id     TEXT PRIMARY KEY,
  gtin   TEXT NOT NULL,
  lot    TEXT NOT NULL,
  class  INTEGER NOT NULL,
  depth  TEXT NOT NULL,
  reason TEXT NOT NULL,
  party  TEXT NOT NULL,
  time   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE alerts (
  id      TEXT PRIMARY KEY,
  code    TEXT NOT NULL,
  refused TEXT NOT NULL, -- the command that was refused
  gtin    TEXT NOT NULL,
  serial  TEXT NOT NULL,
  lot     TEXT NOT NULL,
  site    TEXT NOT NULL,
  parties TEXT NOT NULL, -- JSON list of GLNs
  first   TEXT NOT NULL, -- hash of the first act's fact
  time    INTEGER NOT NULL,
  fact    INTEGER NOT NULL UNIQUE -- ordinal of the fact that made it
) WITHOUT ROWID;

CREATE TABLE acknowledgements (
  recall TEXT NOT NULL,
  site   TEXT NOT NULL,
  party  TEXT NOT NULL,
  time   INTEGER NOT NULL,
  held   INTEGER NOT NULL, -- packs of the lot that the site had then
  note   TEXT NOT NULL,
  PRIMARY KEY (recall, site)
) WITHOUT ROWID;
CREATE TABLE sent_back ( -- accepted from a site as a return, or to be destroyed
  gtin     TEXT NOT NULL,
  lot      TEXT NOT NULL,
  site     TEXT NOT NULL,
  transfer TEXT NOT NULL,
  packs    INTEGER NOT NULL,
  time     INTEGER NOT NULL,
  PRIMARY KEY (gtin, lot, site, transfer)
) WITHOUT ROWID;
CREATE INDEX recalls_lot ON recalls (gtin, lot);
CREATE TABLE exceptions (
  id       TEXT PRIMARY KEY,
  transfer TEXT NOT NULL,
  kind     TEXT NOT NULL,
  reporter TEXT NOT NULL,
  partner  TEXT NOT NULL,
  items    TEXT NOT NULL, -- JSON list of goods, as the reporter saw them
  text     TEXT NOT NULL,
  opened   INTEGER NOT NULL,
  resolved INTEGER NOT NULL, -- moment, 0 = open
  outcome  TEXT NOT NULL,
  fact     INTEGER NOT NULL UNIQUE -- ordinal of the fact that made it
) WITHOUT ROWID;
CREATE TABLE cases (
  id             TEXT PRIMARY KEY,
  party          TEXT NOT NULL,
  site           TEXT NOT NULL,
  reason         TEXT NOT NULL,
  items          TEXT NOT NULL, -- JSON list of goods with their hold flags then
  opened         INTEGER NOT NULL,
  closed         INTEGER NOT NULL, -- moment, 0 = open
  outcome        TEXT NOT NULL,
  classification TEXT NOT NULL,
  incident       TEXT NOT NULL,
  text           TEXT NOT NULL,
  fact           INTEGER NOT NULL UNIQUE -- ordinal of the fact that made it
) WITHOUT ROWID;
CREATE TABLE findings (
  id    TEXT NOT NULL, -- of the case
  n     INTEGER NOT NULL,
  party TEXT NOT NULL,
  time  INTEGER NOT NULL,
  text  TEXT NOT NULL,
  PRIMARY KEY (id, n)
) WITHOUT ROWID;

-- How the ledger is governed.
CREATE TABLE proposals (
  id        TEXT PRIMARY KEY,
  ordinal   INTEGER NOT NULL UNIQUE, -- of the fact that made it
  command   TEXT NOT NULL,
  body      TEXT NOT NULL, -- JSON, with the names of docs/commands.md
  proposer  TEXT NOT NULL,
  proposed  INTEGER NOT NULL,
  expires   INTEGER NOT NULL,
  needed    INTEGER NOT NULL,
  approvals TEXT NOT NULL, -- JSON list of GLNs
  executed  INTEGER NOT NULL -- height, 0 = not yet
) WITHOUT ROWID;
CREATE TABLE grants (
  id      TEXT PRIMARY KEY,
  owner   TEXT NOT NULL,
  grantee TEXT NOT NULL,
  kind    TEXT NOT NULL,
  since   INTEGER NOT NULL,
  until   INTEGER NOT NULL, -- moment, 0 = open
  revoked INTEGER NOT NULL  -- moment, 0 = valid
) WITHOUT ROWID;
CREATE INDEX grants_owner ON grants (owner);
CREATE INDEX grants_grantee ON grants (grantee);
CREATE TABLE params (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE validators (
  public TEXT PRIMARY KEY,
  power  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE upgrades (
  height  INTEGER PRIMARY KEY,
  version INTEGER NOT NULL -- 0 = called off
);
