-- Endpoints. `num` is the upper part of the key of their hits and is never reused.
CREATE TABLE endpoints (
    num          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    slug         TEXT UNIQUE,
    label        TEXT,
    visibility   TEXT NOT NULL,
    settings     TEXT NOT NULL,
    key_hash     BLOB NOT NULL CHECK (length(key_hash) = 32),
    creator      TEXT,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    -- Counters, written once per endpoint and batch. `cleared` hides every hit up to it.
    last_seq     INTEGER NOT NULL DEFAULT 0,
    cleared      INTEGER NOT NULL DEFAULT 0,
    hits         INTEGER NOT NULL DEFAULT 0,
    bytes        INTEGER NOT NULL DEFAULT 0,
    pinned       INTEGER NOT NULL DEFAULT 0,
    pinned_bytes INTEGER NOT NULL DEFAULT 0,
    last_hit_at  INTEGER
) STRICT;

CREATE INDEX endpoints_by_creator ON endpoints (creator) WHERE creator IS NOT NULL;
CREATE INDEX endpoints_by_expiry ON endpoints (expires_at) WHERE expires_at IS NOT NULL;

-- Browsers that list an endpoint as theirs.
CREATE TABLE owners (
    owner    BLOB NOT NULL CHECK (length(owner) = 32),
    endpoint INTEGER NOT NULL REFERENCES endpoints (num) ON DELETE CASCADE,
    PRIMARY KEY (owner, endpoint)
) STRICT, WITHOUT ROWID;

CREATE INDEX owners_by_endpoint ON owners (endpoint);

CREATE TABLE shares (
    id         TEXT PRIMARY KEY,
    endpoint   INTEGER NOT NULL REFERENCES endpoints (num) ON DELETE CASCADE,
    label      TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX shares_by_endpoint ON shares (endpoint);

CREATE TABLE secrets (
    id         BLOB PRIMARY KEY,
    endpoint   INTEGER NOT NULL REFERENCES endpoints (num) ON DELETE CASCADE,
    provider   TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ciphertext BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX secrets_by_endpoint ON secrets (endpoint);

-- Hits. The key is (endpoint num << 36) | seq: one b-tree, each endpoint's hits side by side and in
-- order. What lists show comes first; the body is last, so that a list never reads overflow pages.
CREATE TABLE hits (
    key          INTEGER PRIMARY KEY,
    received_at  INTEGER NOT NULL,
    bytes        INTEGER NOT NULL,
    pinned       INTEGER NOT NULL DEFAULT 0,
    verdict      TEXT,
    size         INTEGER NOT NULL,
    status       INTEGER,
    flags        INTEGER NOT NULL,
    id           BLOB NOT NULL,
    client_ip    BLOB NOT NULL,
    method       TEXT NOT NULL,
    target       BLOB NOT NULL,
    content_type TEXT,
    provider     TEXT,
    event        TEXT,
    delivery_id  TEXT,
    note         TEXT,
    version      INTEGER NOT NULL,
    scheme       TEXT NOT NULL,
    host         TEXT NOT NULL,
    peer         TEXT NOT NULL,
    receive_us   INTEGER NOT NULL,
    wait_us      INTEGER NOT NULL,
    request      INTEGER NOT NULL,
    framing      TEXT NOT NULL,
    reply        TEXT NOT NULL,
    verdicts     BLOB,
    trailers     BLOB NOT NULL,
    head         BLOB NOT NULL,
    body         BLOB NOT NULL
) STRICT;

-- Ranges of keys that are hidden already and wait to be deleted in small steps.
CREATE TABLE purges (
    low  INTEGER PRIMARY KEY,
    high INTEGER NOT NULL
) STRICT;

-- Room for the writer to find out whether a full disk has room again.
CREATE TABLE probe (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    data BLOB NOT NULL
) STRICT;
