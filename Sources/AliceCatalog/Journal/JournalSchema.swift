/// The tables of `journal.sqlite`, version 9, which hold the facts that no file holds.
///
/// The columns `owner` and `owned_until` of `job` are null, because locks show which process works on a job. They stay,
/// because without them the previous version could not read the journal.
enum JournalSchema {
  static let schema = StoreSchema(
    applicationID: 0x416C_6A6F, version: 9,
    statements: tables + second + third + fourth + fifth + sixth + seventh + eighth + ninth,
    upgrades: [2: second, 3: third, 4: fourth, 5: fifth, 6: sixth, 7: seventh, 8: eighth, 9: ninth],
    // Commits are durable, because a request is paid for after its row is written.
    connection: "pragma synchronous = full; pragma foreign_keys = on;")

  private static let tables = """
    create table job (
      id text primary key, state text not null, provider text not null, model text not null, endpoint text not null,
      input text not null, tags text not null, project text,
      request_id text, status_url text, response_url text, cancel_url text,
      created integer not null, created_offset integer not null,
      updated integer not null, updated_offset integer not null,
      estimate integer, billed integer, error text, assets text not null,
      owner text, owned_until integer
    );
    create index job_state on job (state);
    create index job_request on job (request_id) where request_id is not null;
    create index job_created on job (created);
    create table ledger (
      id integer primary key, job text not null unique, provider text not null, model text not null,
      endpoint text not null, project text, units text, unit text, amount integer not null, basis text not null,
      created integer not null, created_offset integer not null
    );
    create index ledger_created on ledger (created);
    create table operation (
      id integer primary key autoincrement, kind text not null, arguments text not null, state text not null,
      started integer not null, started_offset integer not null, finished integer, finished_offset integer
    );
    create table step (
      operation integer not null references operation (id), position integer not null, step text not null,
      primary key (operation, position)
    ) without rowid;
    """

  /// The changes of version 2: the run of a job, the permanent names of its input files, limits across processes,
  /// uploads that are still valid, and runs with the decisions of their stages. `reserved` is the maximum cost of a job
  /// whose estimate is uncertain.
  private static let second = """

    alter table job add column run text;
    alter table job add column place text;
    alter table job add column fingerprint text;
    alter table job add column parents text not null default '[]';
    alter table job add column taken text;
    alter table job add column inputs text not null default '{}';
    alter table job add column reserved integer;
    create index job_run on job (run) where run is not null;
    create index job_fingerprint on job (fingerprint) where fingerprint is not null;
    create table budget (period text primary key, amount integer not null) without rowid;
    create table upload (
      digest text primary key, url text not null, expires integer not null
    ) without rowid;
    create table run (
      id text primary key, kind text not null, definition text not null, spending_limit integer, state text not null,
      created integer not null, created_offset integer not null, finished integer, finished_offset integer
    );
    create index run_state on run (kind, state);
    create table run_step (
      run text not null references run (id), position integer not null, step text not null,
      primary key (run, position)
    ) without rowid;
    """

  /// The changes of version 3: whether a bill is believed. Earlier bills of ten times the reservation or more are
  /// converted to unverified ones, because they would use up the limit of a month.
  private static let third = """

    alter table job add column unverified integer not null default 0;
    update ledger set
      amount = (select coalesce(reserved, estimate) from job where job.id = ledger.job), basis = 'unverified'
    where basis = 'billed' and exists (
      select 1 from job where job.id = ledger.job and coalesce(reserved, estimate) > 0
        and ledger.amount >= 10 * coalesce(reserved, estimate)
    );
    update job set unverified = 1, billed = coalesce(reserved, estimate)
    where provider <> 'fal-simulator' and coalesce(reserved, estimate) > 0
      and billed >= 10 * coalesce(reserved, estimate);
    """

  /// The change of version 4: the kind of a step, which undo searches for. SQLite derives it from the step, so it is
  /// also correct for steps that an older alice writes while it has the journal open during the migration.
  private static let fourth = """

    alter table step add column
      kind text generated always as (case when json_valid(step) then json_extract(step, '$.do') end) virtual;
    create index step_kind on step (kind);
    """

  /// The changes of version 5: what was deleted, and duels. `trash` is null once the file is gone from the trash;
  /// `moving` says that the file is on its way to the trash or, if `home` is not null, back to that path; `remembered`
  /// says whether organizing skips the asset. `elo` holds the ratings after the duels; those that are `pending` are not
  /// in the files yet.
  private static let fifth = """

    create table deletion (
      id integer primary key autoincrement, asset blob not null, path blob not null, trash blob, bytes integer not null,
      deleted integer not null, deleted_offset integer not null, operation integer not null,
      moving integer not null, home blob, remembered integer not null default 1
    );
    create index deletion_asset on deletion (asset);
    create index deletion_trash on deletion (trash) where trash is not null;
    create index deletion_moving on deletion (moving) where moving;
    create table duel (
      id integer primary key autoincrement, winner blob not null, loser blob not null,
      winner_before real, loser_before real, fought integer not null, fought_offset integer not null
    );
    create table elo (asset blob primary key, rating real, pending integer not null) without rowid;
    """

  /// The change of version 6: where a person put files by hand. A pin counts while the file is at its path.
  private static let sixth = """

    create table pin (
      asset blob primary key, path blob not null, pinned integer not null, pinned_offset integer not null
    ) without rowid;
    """

  /// The change of version 7: what the prompt of a job was made of.
  private static let seventh = """

    alter table job add column template text not null default '{}';
    """

  /// The changes of version 8: when a job was sent, the provider's price at that time, and what was reserved for an
  /// entry of the ledger. Paid jobs without an entry get one of unknown cost.
  private static let eighth = """

    alter table job add column sent integer;
    alter table job add column sent_offset integer;
    alter table job add column quote text;
    alter table ledger add column reserved integer;
    update ledger set reserved = (select coalesce(reserved, estimate) from job where job.id = ledger.job);
    insert into ledger (job, provider, model, endpoint, project, amount, basis, created, created_offset)
      select id, provider, model, endpoint, project, 0, 'unknown', created, created_offset from job
      where state = 'done' and provider <> 'fal-simulator' and id not in (select job from ledger)
      order by created, id;
    """

  /// The changes of version 9: saved queries, and the order of albums. Names are kept as they were written, and their
  /// keys without regard to case.
  private static let ninth = """

    create table search (
      key text primary key, name text not null, query text not null,
      saved integer not null, saved_offset integer not null
    ) without rowid;
    create table album (
      key text not null, asset blob not null, place integer not null, primary key (key, asset)
    ) without rowid;
    """
}
