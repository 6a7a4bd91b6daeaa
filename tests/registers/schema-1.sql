BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'outreach','001_first_register','2026-11-24 07:09:41.452894+00:00');
CREATE TABLE access (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    command TEXT NOT NULL,
    citizen INTEGER
) STRICT;
CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    command TEXT NOT NULL,
    summary TEXT,
    undoes INTEGER REFERENCES change (id),
    rows_digest TEXT,
    frame_digest TEXT,
    seal TEXT
) STRICT;
INSERT INTO "change" VALUES(1,'2019-03-15T07:09:41.453Z','tester','init','{"setting": {"added": 1}}',NULL,'2a25abd6e6ee66c04b1d074a67b5e6fa','6aa8597d59f6179c81a49d8b98113e48','ad69d6c8c6692d1253db003dffd51789');
INSERT INTO "change" VALUES(2,'2019-03-15T07:09:41.463Z','tester','add','{"site": {"added": 1}, "offer": {"added": 1}}',NULL,'07759222d86d6e531fd977a3a7fdf133','46458de9ea5511a4d511ccad56fa2719','32e941694c0002117db521b2661a9670');
INSERT INTO "change" VALUES(3,'2019-03-15T07:09:41.467Z','tester','contact','{"citizen": {"added": 2}, "contact": {"added": 4}, "referral": {"added": 1}}',NULL,'9765ea8e22ad31959090ed8f257e8ff9','01f16d1616509c9b81fd26c4489110df','13d46985aa642bd55ab65c921d3bea34');
INSERT INTO "change" VALUES(4,'2019-03-15T07:09:41.478Z','tester','correct contact','{"contact": {"corrected": 1}}',NULL,'131a8d4257ea71f370a27b1a88861299','1d90199ffd13bb5e1bda262b3d91c156','3260b0064a94830fdc053b936fc377c9');
INSERT INTO "change" VALUES(5,'2019-03-15T07:09:41.480Z','tester','remove','{"contact": {"removed": 1}}',NULL,'fadfb18b502194d5d87ee72da7ea9e26','9c025031eab5a99dd7e99cee780e87ba','bbd1f61462f88b38c27b310b9df3a256');
CREATE TABLE "citizen" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "citizen" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("citizen") BETWEEN 1 AND 60),
    "registered_on" TEXT CHECK (length("registered_on") = 10 AND date("registered_on", '+0 days') IS "registered_on"),
    "site" INTEGER REFERENCES "site" (id),
    "municipality" TEXT REFERENCES municipality (code) CHECK (length("municipality") = 4),
    "birth_year" INTEGER CHECK ("birth_year" BETWEEN 1900 AND 2100),
    "sex" TEXT CHECK ("sex" IN ('f', 'm', 'x')),
    "problems" TEXT CHECK ("problems" NOT GLOB '*[^a-z_|]*'),
    "previously_known" INTEGER CHECK ("previously_known" IN (0, 1)),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
INSERT INTO "citizen" VALUES(1,'C1','2018-01-01',1,NULL,NULL,NULL,NULL,NULL,3);
INSERT INTO "citizen" VALUES(2,'C2','2018-01-01',1,NULL,NULL,NULL,NULL,NULL,3);
CREATE TABLE "citizen_past" (
    "id" INTEGER NOT NULL,
    "citizen" TEXT,
    "registered_on" TEXT,
    "site" INTEGER,
    "municipality" TEXT,
    "birth_year" INTEGER,
    "sex" TEXT,
    "problems" TEXT,
    "previously_known" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "contact" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "date" TEXT NOT NULL CHECK (length("date") = 10 AND date("date", '+0 days') IS "date"),
    "citizen" INTEGER NOT NULL REFERENCES "citizen" (id),
    "site" INTEGER REFERENCES "site" (id),
    "kind" TEXT NOT NULL CHECK ("kind" IN ('conversation', 'visit', 'phone', 'accompaniment', 'counselling', 'activity', 'letter')),
    "programme" INTEGER REFERENCES "programme" (id),
    "worker" INTEGER REFERENCES "worker" (id),
    "minutes" INTEGER CHECK ("minutes" BETWEEN 0 AND 1440),
    "reached" INTEGER NOT NULL CHECK ("reached" IN (0, 1)),
    source TEXT,
    source_id TEXT,
    fingerprint INTEGER,
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
INSERT INTO "contact" VALUES(1,'2018-02-03',1,1,'conversation',NULL,NULL,30,1,NULL,NULL,4805257151401733522,4);
INSERT INTO "contact" VALUES(2,'2018-02-03',2,1,'conversation',NULL,NULL,NULL,1,NULL,NULL,-1749529980066835186,3);
INSERT INTO "contact" VALUES(3,'2018-02-03',2,1,'conversation',NULL,NULL,NULL,1,NULL,NULL,-1749529980066835186,3);
CREATE TABLE "contact_past" (
    "id" INTEGER NOT NULL,
    "date" TEXT,
    "citizen" INTEGER,
    "site" INTEGER,
    "kind" TEXT,
    "programme" INTEGER,
    "worker" INTEGER,
    "minutes" INTEGER,
    "reached" INTEGER,
    "source" TEXT,
    "source_id" TEXT,
    "fingerprint" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
INSERT INTO "contact_past" VALUES(1,'2018-02-03',1,1,'conversation',NULL,NULL,NULL,1,NULL,NULL,2145547921292226715,3,4);
INSERT INTO "contact_past" VALUES(4,'2018-02-03',1,1,'conversation',NULL,NULL,NULL,1,NULL,NULL,2145547921292226715,3,5);
CREATE TABLE cpr_key (
    key TEXT PRIMARY KEY CHECK (length(key) = 64),
    citizen INTEGER NOT NULL REFERENCES citizen (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE "doublet" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "code" TEXT NOT NULL CHECK (length("code") BETWEEN 1 AND 60),
    "citizen" INTEGER NOT NULL REFERENCES "citizen" (id),
    "same" INTEGER NOT NULL CHECK ("same" IN (0, 1)),
    change INTEGER NOT NULL REFERENCES change (id),
    UNIQUE ("code", "citizen")
) STRICT;
CREATE TABLE "doublet_past" (
    "id" INTEGER NOT NULL,
    "code" TEXT,
    "citizen" INTEGER,
    "same" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "enrolment" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "citizen" INTEGER NOT NULL REFERENCES "citizen" (id),
    "programme" INTEGER NOT NULL REFERENCES "programme" (id),
    "site" INTEGER REFERENCES "site" (id),
    "started_on" TEXT NOT NULL CHECK (length("started_on") = 10 AND date("started_on", '+0 days') IS "started_on"),
    source TEXT,
    source_id TEXT,
    fingerprint INTEGER,
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "enrolment_past" (
    "id" INTEGER NOT NULL,
    "citizen" INTEGER,
    "programme" INTEGER,
    "site" INTEGER,
    "started_on" TEXT,
    "source" TEXT,
    "source_id" TEXT,
    "fingerprint" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE forgotten (
    code TEXT PRIMARY KEY,
    salt TEXT NOT NULL,
    tombstone TEXT,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE municipality (
    code TEXT PRIMARY KEY,
    municipality TEXT NOT NULL UNIQUE,
    place INTEGER NOT NULL
) STRICT;
INSERT INTO "municipality" VALUES('0165','Albertslund',0);
INSERT INTO "municipality" VALUES('0201','Allerød',1);
INSERT INTO "municipality" VALUES('0420','Assens',2);
INSERT INTO "municipality" VALUES('0151','Ballerup',3);
INSERT INTO "municipality" VALUES('0530','Billund',4);
INSERT INTO "municipality" VALUES('0400','Bornholm',5);
INSERT INTO "municipality" VALUES('0153','Brøndby',6);
INSERT INTO "municipality" VALUES('0810','Brønderslev',7);
INSERT INTO "municipality" VALUES('0155','Dragør',8);
INSERT INTO "municipality" VALUES('0240','Egedal',9);
INSERT INTO "municipality" VALUES('0561','Esbjerg',10);
INSERT INTO "municipality" VALUES('0563','Fanø',11);
INSERT INTO "municipality" VALUES('0710','Favrskov',12);
INSERT INTO "municipality" VALUES('0320','Faxe',13);
INSERT INTO "municipality" VALUES('0210','Fredensborg',14);
INSERT INTO "municipality" VALUES('0607','Fredericia',15);
INSERT INTO "municipality" VALUES('0147','Frederiksberg',16);
INSERT INTO "municipality" VALUES('0813','Frederikshavn',17);
INSERT INTO "municipality" VALUES('0250','Frederikssund',18);
INSERT INTO "municipality" VALUES('0190','Furesø',19);
INSERT INTO "municipality" VALUES('0430','Faaborg-Midtfyn',20);
INSERT INTO "municipality" VALUES('0157','Gentofte',21);
INSERT INTO "municipality" VALUES('0159','Gladsaxe',22);
INSERT INTO "municipality" VALUES('0161','Glostrup',23);
INSERT INTO "municipality" VALUES('0253','Greve',24);
INSERT INTO "municipality" VALUES('0270','Gribskov',25);
INSERT INTO "municipality" VALUES('0376','Guldborgsund',26);
INSERT INTO "municipality" VALUES('0510','Haderslev',27);
INSERT INTO "municipality" VALUES('0260','Halsnæs',28);
INSERT INTO "municipality" VALUES('0766','Hedensted',29);
INSERT INTO "municipality" VALUES('0217','Helsingør',30);
INSERT INTO "municipality" VALUES('0163','Herlev',31);
INSERT INTO "municipality" VALUES('0657','Herning',32);
INSERT INTO "municipality" VALUES('0219','Hillerød',33);
INSERT INTO "municipality" VALUES('0860','Hjørring',34);
INSERT INTO "municipality" VALUES('0316','Holbæk',35);
INSERT INTO "municipality" VALUES('0661','Holstebro',36);
INSERT INTO "municipality" VALUES('0615','Horsens',37);
INSERT INTO "municipality" VALUES('0167','Hvidovre',38);
INSERT INTO "municipality" VALUES('0169','Høje-Taastrup',39);
INSERT INTO "municipality" VALUES('0223','Hørsholm',40);
INSERT INTO "municipality" VALUES('0756','Ikast-Brande',41);
INSERT INTO "municipality" VALUES('0183','Ishøj',42);
INSERT INTO "municipality" VALUES('0849','Jammerbugt',43);
INSERT INTO "municipality" VALUES('0326','Kalundborg',44);
INSERT INTO "municipality" VALUES('0440','Kerteminde',45);
INSERT INTO "municipality" VALUES('0621','Kolding',46);
INSERT INTO "municipality" VALUES('0101','København',47);
INSERT INTO "municipality" VALUES('0259','Køge',48);
INSERT INTO "municipality" VALUES('0482','Langeland',49);
INSERT INTO "municipality" VALUES('0350','Lejre',50);
INSERT INTO "municipality" VALUES('0665','Lemvig',51);
INSERT INTO "municipality" VALUES('0360','Lolland',52);
INSERT INTO "municipality" VALUES('0173','Lyngby-Taarbæk',53);
INSERT INTO "municipality" VALUES('0825','Læsø',54);
INSERT INTO "municipality" VALUES('0846','Mariagerfjord',55);
INSERT INTO "municipality" VALUES('0410','Middelfart',56);
INSERT INTO "municipality" VALUES('0773','Morsø',57);
INSERT INTO "municipality" VALUES('0707','Norddjurs',58);
INSERT INTO "municipality" VALUES('0480','Nordfyns',59);
INSERT INTO "municipality" VALUES('0450','Nyborg',60);
INSERT INTO "municipality" VALUES('0370','Næstved',61);
INSERT INTO "municipality" VALUES('0727','Odder',62);
INSERT INTO "municipality" VALUES('0461','Odense',63);
INSERT INTO "municipality" VALUES('0306','Odsherred',64);
INSERT INTO "municipality" VALUES('0730','Randers',65);
INSERT INTO "municipality" VALUES('0840','Rebild',66);
INSERT INTO "municipality" VALUES('0760','Ringkøbing-Skjern',67);
INSERT INTO "municipality" VALUES('0329','Ringsted',68);
INSERT INTO "municipality" VALUES('0265','Roskilde',69);
INSERT INTO "municipality" VALUES('0230','Rudersdal',70);
INSERT INTO "municipality" VALUES('0175','Rødovre',71);
INSERT INTO "municipality" VALUES('0741','Samsø',72);
INSERT INTO "municipality" VALUES('0740','Silkeborg',73);
INSERT INTO "municipality" VALUES('0746','Skanderborg',74);
INSERT INTO "municipality" VALUES('0779','Skive',75);
INSERT INTO "municipality" VALUES('0330','Slagelse',76);
INSERT INTO "municipality" VALUES('0269','Solrød',77);
INSERT INTO "municipality" VALUES('0340','Sorø',78);
INSERT INTO "municipality" VALUES('0336','Stevns',79);
INSERT INTO "municipality" VALUES('0671','Struer',80);
INSERT INTO "municipality" VALUES('0479','Svendborg',81);
INSERT INTO "municipality" VALUES('0706','Syddjurs',82);
INSERT INTO "municipality" VALUES('0540','Sønderborg',83);
INSERT INTO "municipality" VALUES('0787','Thisted',84);
INSERT INTO "municipality" VALUES('0550','Tønder',85);
INSERT INTO "municipality" VALUES('0185','Tårnby',86);
INSERT INTO "municipality" VALUES('0187','Vallensbæk',87);
INSERT INTO "municipality" VALUES('0573','Varde',88);
INSERT INTO "municipality" VALUES('0575','Vejen',89);
INSERT INTO "municipality" VALUES('0630','Vejle',90);
INSERT INTO "municipality" VALUES('0820','Vesthimmerlands',91);
INSERT INTO "municipality" VALUES('0791','Viborg',92);
INSERT INTO "municipality" VALUES('0390','Vordingborg',93);
INSERT INTO "municipality" VALUES('0492','Ærø',94);
INSERT INTO "municipality" VALUES('0580','Aabenraa',95);
INSERT INTO "municipality" VALUES('0851','Aalborg',96);
INSERT INTO "municipality" VALUES('0751','Aarhus',97);
CREATE TABLE "offer" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "offer" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("offer") BETWEEN 1 AND 200),
    "kind" TEXT CHECK (length("kind") BETWEEN 1 AND 200),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
INSERT INTO "offer" VALUES(1,'Rygestop',NULL,2);
CREATE TABLE "offer_past" (
    "id" INTEGER NOT NULL,
    "offer" TEXT,
    "kind" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "programme" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "programme" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("programme") BETWEEN 1 AND 200),
    "kind" TEXT CHECK ("kind" IN ('open', 'course', 'group')),
    "parent" INTEGER REFERENCES "programme" (id),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "programme_past" (
    "id" INTEGER NOT NULL,
    "programme" TEXT,
    "kind" TEXT,
    "parent" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "publication" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "publication" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("publication") BETWEEN 1 AND 100),
    "report" TEXT NOT NULL CHECK (length("report") BETWEEN 1 AND 100),
    "rows" TEXT NOT NULL CHECK (length("rows") BETWEEN 1 AND 100),
    "first_on" TEXT CHECK (length("first_on") = 10 AND date("first_on", '+0 days') IS "first_on"),
    "last_on" TEXT NOT NULL CHECK (length("last_on") = 10 AND date("last_on", '+0 days') IS "last_on"),
    "filters" TEXT CHECK (length("filters") BETWEEN 1 AND 2000),
    "least" INTEGER NOT NULL CHECK ("least" BETWEEN 3 AND 1000000),
    "figures" TEXT NOT NULL CHECK (length("figures") BETWEEN 1 AND 1000000),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "publication_past" (
    "id" INTEGER NOT NULL,
    "publication" TEXT,
    "report" TEXT,
    "rows" TEXT,
    "first_on" TEXT,
    "last_on" TEXT,
    "filters" TEXT,
    "least" INTEGER,
    "figures" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "referral" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "date" TEXT NOT NULL CHECK (length("date") = 10 AND date("date", '+0 days') IS "date"),
    "citizen" INTEGER NOT NULL REFERENCES "citizen" (id),
    "offer" INTEGER REFERENCES "offer" (id),
    "site" INTEGER REFERENCES "site" (id),
    "programme" INTEGER REFERENCES "programme" (id),
    "accepted_on" TEXT CHECK (length("accepted_on") = 10 AND date("accepted_on", '+0 days') IS "accepted_on"),
    "started_on" TEXT CHECK (length("started_on") = 10 AND date("started_on", '+0 days') IS "started_on"),
    "outcome" TEXT CHECK ("outcome" IN ('accepted', 'started', 'completed', 'declined_by_citizen', 'declined_by_offer', 'no_show', 'not_reached', 'cancelled')),
    "outcome_date" TEXT CHECK (length("outcome_date") = 10 AND date("outcome_date", '+0 days') IS "outcome_date"),
    source TEXT,
    source_id TEXT,
    fingerprint INTEGER,
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
INSERT INTO "referral" VALUES(1,'2018-02-04',1,1,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,3551925802183481673,3);
CREATE TABLE "referral_past" (
    "id" INTEGER NOT NULL,
    "date" TEXT,
    "citizen" INTEGER,
    "offer" INTEGER,
    "site" INTEGER,
    "programme" INTEGER,
    "accepted_on" TEXT,
    "started_on" TEXT,
    "outcome" TEXT,
    "outcome_date" TEXT,
    "source" TEXT,
    "source_id" TEXT,
    "fingerprint" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "setting" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "setting" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("setting") BETWEEN 1 AND 60),
    "value" TEXT NOT NULL CHECK (length("value") BETWEEN 1 AND 200),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
INSERT INTO "setting" VALUES(1,'language','da',1);
CREATE TABLE "setting_past" (
    "id" INTEGER NOT NULL,
    "setting" TEXT,
    "value" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "site" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "site" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("site") BETWEEN 1 AND 200),
    "municipality" TEXT REFERENCES municipality (code) CHECK (length("municipality") = 4),
    "kind" TEXT CHECK (length("kind") BETWEEN 1 AND 200),
    "model" TEXT CHECK ("model" IN ('health_centre', 'social_services')),
    "opened_on" TEXT CHECK (length("opened_on") = 10 AND date("opened_on", '+0 days') IS "opened_on"),
    "closed_on" TEXT CHECK (length("closed_on") = 10 AND date("closed_on", '+0 days') IS "closed_on"),
    "successor" INTEGER REFERENCES "site" (id),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
INSERT INTO "site" VALUES(1,'Værestedet','0851',NULL,NULL,NULL,NULL,NULL,2);
CREATE TABLE "site_past" (
    "id" INTEGER NOT NULL,
    "site" TEXT,
    "municipality" TEXT,
    "kind" TEXT,
    "model" TEXT,
    "opened_on" TEXT,
    "closed_on" TEXT,
    "successor" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "status" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "date" TEXT NOT NULL CHECK (length("date") = 10 AND date("date", '+0 days') IS "date"),
    "citizen" INTEGER NOT NULL REFERENCES "citizen" (id),
    "programme" INTEGER NOT NULL REFERENCES "programme" (id),
    "status" TEXT NOT NULL CHECK ("status" IN ('completed', 'active', 'dropped_out', 'not_starting_group')),
    "reason" TEXT CHECK (length("reason") BETWEEN 1 AND 500),
    source TEXT,
    source_id TEXT,
    fingerprint INTEGER,
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "status_past" (
    "id" INTEGER NOT NULL,
    "date" TEXT,
    "citizen" INTEGER,
    "programme" INTEGER,
    "status" TEXT,
    "reason" TEXT,
    "source" TEXT,
    "source_id" TEXT,
    "fingerprint" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "worker" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "worker" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("worker") BETWEEN 1 AND 200),
    "role" TEXT CHECK (length("role") BETWEEN 1 AND 200),
    "site" INTEGER REFERENCES "site" (id),
    "municipality" TEXT REFERENCES municipality (code) CHECK (length("municipality") = 4),
    "started_on" TEXT CHECK (length("started_on") = 10 AND date("started_on", '+0 days') IS "started_on"),
    "ended_on" TEXT CHECK (length("ended_on") = 10 AND date("ended_on", '+0 days') IS "ended_on"),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "worker_past" (
    "id" INTEGER NOT NULL,
    "worker" TEXT,
    "role" TEXT,
    "site" INTEGER,
    "municipality" TEXT,
    "started_on" TEXT,
    "ended_on" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TRIGGER change_is_kept_on_update BEFORE UPDATE OF id, at, who, command, summary, undoes ON change
WHEN OLD.summary IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a change, once made, stays as it is');
END;
CREATE TRIGGER change_is_kept_on_delete BEFORE DELETE ON change
WHEN OLD.summary IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a change, once made, stays as it is');
END;
CREATE TRIGGER "setting_edit_names_its_change" BEFORE UPDATE ON "setting"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "setting_edit_keeps_the_past" AFTER UPDATE ON "setting"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "setting_past" ("id", "setting", "value", "change", ended_by) VALUES (OLD."id", OLD."setting", OLD."value", OLD."change", NEW.change);
END;
CREATE TRIGGER "setting_removal_names_its_change" BEFORE DELETE ON "setting"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "setting_removal_keeps_the_past" AFTER DELETE ON "setting"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "setting_past" ("id", "setting", "value", "change", ended_by) VALUES (OLD."id", OLD."setting", OLD."value", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "site_edit_names_its_change" BEFORE UPDATE ON "site"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "site_edit_keeps_the_past" AFTER UPDATE ON "site"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "site_past" ("id", "site", "municipality", "kind", "model", "opened_on", "closed_on", "successor", "change", ended_by) VALUES (OLD."id", OLD."site", OLD."municipality", OLD."kind", OLD."model", OLD."opened_on", OLD."closed_on", OLD."successor", OLD."change", NEW.change);
END;
CREATE TRIGGER "site_removal_names_its_change" BEFORE DELETE ON "site"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "site_removal_keeps_the_past" AFTER DELETE ON "site"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "site_past" ("id", "site", "municipality", "kind", "model", "opened_on", "closed_on", "successor", "change", ended_by) VALUES (OLD."id", OLD."site", OLD."municipality", OLD."kind", OLD."model", OLD."opened_on", OLD."closed_on", OLD."successor", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "worker_edit_names_its_change" BEFORE UPDATE ON "worker"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "worker_edit_keeps_the_past" AFTER UPDATE ON "worker"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "worker_past" ("id", "worker", "role", "site", "municipality", "started_on", "ended_on", "change", ended_by) VALUES (OLD."id", OLD."worker", OLD."role", OLD."site", OLD."municipality", OLD."started_on", OLD."ended_on", OLD."change", NEW.change);
END;
CREATE TRIGGER "worker_removal_names_its_change" BEFORE DELETE ON "worker"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "worker_removal_keeps_the_past" AFTER DELETE ON "worker"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "worker_past" ("id", "worker", "role", "site", "municipality", "started_on", "ended_on", "change", ended_by) VALUES (OLD."id", OLD."worker", OLD."role", OLD."site", OLD."municipality", OLD."started_on", OLD."ended_on", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "programme_edit_names_its_change" BEFORE UPDATE ON "programme"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "programme_edit_keeps_the_past" AFTER UPDATE ON "programme"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "programme_past" ("id", "programme", "kind", "parent", "change", ended_by) VALUES (OLD."id", OLD."programme", OLD."kind", OLD."parent", OLD."change", NEW.change);
END;
CREATE TRIGGER "programme_removal_names_its_change" BEFORE DELETE ON "programme"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "programme_removal_keeps_the_past" AFTER DELETE ON "programme"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "programme_past" ("id", "programme", "kind", "parent", "change", ended_by) VALUES (OLD."id", OLD."programme", OLD."kind", OLD."parent", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "offer_edit_names_its_change" BEFORE UPDATE ON "offer"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "offer_edit_keeps_the_past" AFTER UPDATE ON "offer"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "offer_past" ("id", "offer", "kind", "change", ended_by) VALUES (OLD."id", OLD."offer", OLD."kind", OLD."change", NEW.change);
END;
CREATE TRIGGER "offer_removal_names_its_change" BEFORE DELETE ON "offer"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "offer_removal_keeps_the_past" AFTER DELETE ON "offer"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "offer_past" ("id", "offer", "kind", "change", ended_by) VALUES (OLD."id", OLD."offer", OLD."kind", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "citizen_edit_names_its_change" BEFORE UPDATE ON "citizen"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "citizen_edit_keeps_the_past" AFTER UPDATE ON "citizen"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "citizen_past" ("id", "citizen", "registered_on", "site", "municipality", "birth_year", "sex", "problems", "previously_known", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."registered_on", OLD."site", OLD."municipality", OLD."birth_year", OLD."sex", OLD."problems", OLD."previously_known", OLD."change", NEW.change);
END;
CREATE TRIGGER "citizen_removal_names_its_change" BEFORE DELETE ON "citizen"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "citizen_removal_keeps_the_past" AFTER DELETE ON "citizen"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "citizen_past" ("id", "citizen", "registered_on", "site", "municipality", "birth_year", "sex", "problems", "previously_known", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."registered_on", OLD."site", OLD."municipality", OLD."birth_year", OLD."sex", OLD."problems", OLD."previously_known", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "doublet_edit_names_its_change" BEFORE UPDATE ON "doublet"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "doublet_edit_keeps_the_past" AFTER UPDATE ON "doublet"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "doublet_past" ("id", "code", "citizen", "same", "change", ended_by) VALUES (OLD."id", OLD."code", OLD."citizen", OLD."same", OLD."change", NEW.change);
END;
CREATE TRIGGER "doublet_removal_names_its_change" BEFORE DELETE ON "doublet"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "doublet_removal_keeps_the_past" AFTER DELETE ON "doublet"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "doublet_past" ("id", "code", "citizen", "same", "change", ended_by) VALUES (OLD."id", OLD."code", OLD."citizen", OLD."same", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX "contact_by_site_citizen_date" ON "contact" ("site", "citizen", "date");
CREATE INDEX "contact_by_citizen_date" ON "contact" ("citizen", "date");
CREATE INDEX "contact_by_date" ON "contact" ("date");
CREATE UNIQUE INDEX "contact_by_source" ON "contact" (source_id, ifnull(source, '')) WHERE source_id IS NOT NULL;
CREATE INDEX "contact_by_fingerprint" ON "contact" (fingerprint);
CREATE INDEX "contact_past_by_fingerprint" ON "contact_past" (fingerprint);
CREATE TRIGGER "contact_edit_names_its_change" BEFORE UPDATE ON "contact"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "contact_edit_keeps_the_past" AFTER UPDATE ON "contact"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "contact_past" ("id", "date", "citizen", "site", "kind", "programme", "worker", "minutes", "reached", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."citizen", OLD."site", OLD."kind", OLD."programme", OLD."worker", OLD."minutes", OLD."reached", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", NEW.change);
END;
CREATE TRIGGER "contact_removal_names_its_change" BEFORE DELETE ON "contact"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "contact_removal_keeps_the_past" AFTER DELETE ON "contact"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "contact_past" ("id", "date", "citizen", "site", "kind", "programme", "worker", "minutes", "reached", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."citizen", OLD."site", OLD."kind", OLD."programme", OLD."worker", OLD."minutes", OLD."reached", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX "referral_by_citizen_date" ON "referral" ("citizen", "date");
CREATE INDEX "referral_by_date" ON "referral" ("date");
CREATE UNIQUE INDEX "referral_by_source" ON "referral" (source_id, ifnull(source, '')) WHERE source_id IS NOT NULL;
CREATE INDEX "referral_by_fingerprint" ON "referral" (fingerprint);
CREATE INDEX "referral_past_by_fingerprint" ON "referral_past" (fingerprint);
CREATE TRIGGER "referral_edit_names_its_change" BEFORE UPDATE ON "referral"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "referral_edit_keeps_the_past" AFTER UPDATE ON "referral"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "referral_past" ("id", "date", "citizen", "offer", "site", "programme", "accepted_on", "started_on", "outcome", "outcome_date", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."citizen", OLD."offer", OLD."site", OLD."programme", OLD."accepted_on", OLD."started_on", OLD."outcome", OLD."outcome_date", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", NEW.change);
END;
CREATE TRIGGER "referral_removal_names_its_change" BEFORE DELETE ON "referral"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "referral_removal_keeps_the_past" AFTER DELETE ON "referral"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "referral_past" ("id", "date", "citizen", "offer", "site", "programme", "accepted_on", "started_on", "outcome", "outcome_date", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."citizen", OLD."offer", OLD."site", OLD."programme", OLD."accepted_on", OLD."started_on", OLD."outcome", OLD."outcome_date", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX "enrolment_by_citizen_programme_started_on" ON "enrolment" ("citizen", "programme", "started_on");
CREATE UNIQUE INDEX "enrolment_by_source" ON "enrolment" (source_id, ifnull(source, '')) WHERE source_id IS NOT NULL;
CREATE INDEX "enrolment_by_fingerprint" ON "enrolment" (fingerprint);
CREATE INDEX "enrolment_past_by_fingerprint" ON "enrolment_past" (fingerprint);
CREATE TRIGGER "enrolment_edit_names_its_change" BEFORE UPDATE ON "enrolment"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "enrolment_edit_keeps_the_past" AFTER UPDATE ON "enrolment"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "enrolment_past" ("id", "citizen", "programme", "site", "started_on", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."programme", OLD."site", OLD."started_on", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", NEW.change);
END;
CREATE TRIGGER "enrolment_removal_names_its_change" BEFORE DELETE ON "enrolment"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "enrolment_removal_keeps_the_past" AFTER DELETE ON "enrolment"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "enrolment_past" ("id", "citizen", "programme", "site", "started_on", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."programme", OLD."site", OLD."started_on", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX "status_by_citizen_programme_date" ON "status" ("citizen", "programme", "date");
CREATE UNIQUE INDEX "status_by_source" ON "status" (source_id, ifnull(source, '')) WHERE source_id IS NOT NULL;
CREATE INDEX "status_by_fingerprint" ON "status" (fingerprint);
CREATE INDEX "status_past_by_fingerprint" ON "status_past" (fingerprint);
CREATE TRIGGER "status_edit_names_its_change" BEFORE UPDATE ON "status"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "status_edit_keeps_the_past" AFTER UPDATE ON "status"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "status_past" ("id", "date", "citizen", "programme", "status", "reason", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."citizen", OLD."programme", OLD."status", OLD."reason", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", NEW.change);
END;
CREATE TRIGGER "status_removal_names_its_change" BEFORE DELETE ON "status"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "status_removal_keeps_the_past" AFTER DELETE ON "status"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "status_past" ("id", "date", "citizen", "programme", "status", "reason", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."citizen", OLD."programme", OLD."status", OLD."reason", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "publication_edit_names_its_change" BEFORE UPDATE ON "publication"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "publication_edit_keeps_the_past" AFTER UPDATE ON "publication"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "publication_past" ("id", "publication", "report", "rows", "first_on", "last_on", "filters", "least", "figures", "change", ended_by) VALUES (OLD."id", OLD."publication", OLD."report", OLD."rows", OLD."first_on", OLD."last_on", OLD."filters", OLD."least", OLD."figures", OLD."change", NEW.change);
END;
CREATE TRIGGER "publication_removal_names_its_change" BEFORE DELETE ON "publication"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "publication_removal_keeps_the_past" AFTER DELETE ON "publication"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "publication_past" ("id", "publication", "report", "rows", "first_on", "last_on", "filters", "least", "figures", "change", ended_by) VALUES (OLD."id", OLD."publication", OLD."report", OLD."rows", OLD."first_on", OLD."last_on", OLD."filters", OLD."least", OLD."figures", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX access_by_citizen ON access (citizen);
CREATE TRIGGER access_is_kept_on_update BEFORE UPDATE ON access
BEGIN
    SELECT RAISE(ABORT, 'the access log stays as it is');
END;
CREATE TRIGGER access_is_kept_on_delete BEFORE DELETE ON access
WHEN EXISTS (SELECT 1 FROM access WHERE id < OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'the access log loses its oldest entries only');
END;
CREATE INDEX cpr_key_by_citizen ON cpr_key (citizen);
CREATE VIEW "conversations" AS
SELECT contact.id, contact.date, contact.kind,
    contact.citizen AS citizen_id, citizen.citizen,
    contact.site AS site_id, site.site,
    contact.programme AS programme_id, programme.programme,
    contact.worker AS worker_id, worker.worker, worker.role,
    contact.minutes, municipality.code AS municipality_id, municipality.municipality, site.model
FROM contact
LEFT JOIN citizen ON citizen.id = contact.citizen
LEFT JOIN site ON site.id = contact.site
LEFT JOIN programme ON programme.id = contact.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality
    ON municipality.code = coalesce(site.municipality, citizen.municipality, home.value)
LEFT JOIN worker ON worker.id = contact.worker
WHERE contact.kind = 'conversation' AND contact.reached = 1;
CREATE VIEW "attempts" AS
SELECT contact.id, contact.date, contact.kind,
    contact.citizen AS citizen_id, citizen.citizen,
    contact.site AS site_id, site.site,
    contact.programme AS programme_id, programme.programme,
    contact.worker AS worker_id, worker.worker, worker.role,
    contact.minutes, municipality.code AS municipality_id, municipality.municipality, site.model
FROM contact
LEFT JOIN citizen ON citizen.id = contact.citizen
LEFT JOIN site ON site.id = contact.site
LEFT JOIN programme ON programme.id = contact.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality
    ON municipality.code = coalesce(site.municipality, citizen.municipality, home.value)
LEFT JOIN worker ON worker.id = contact.worker
WHERE contact.reached = 0;
CREATE VIEW "other_contacts" AS
SELECT contact.id, contact.date, contact.kind,
    contact.citizen AS citizen_id, citizen.citizen,
    contact.site AS site_id, site.site,
    contact.programme AS programme_id, programme.programme,
    contact.worker AS worker_id, worker.worker, worker.role,
    contact.minutes, municipality.code AS municipality_id, municipality.municipality, site.model
FROM contact
LEFT JOIN citizen ON citizen.id = contact.citizen
LEFT JOIN site ON site.id = contact.site
LEFT JOIN programme ON programme.id = contact.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality
    ON municipality.code = coalesce(site.municipality, citizen.municipality, home.value)
LEFT JOIN worker ON worker.id = contact.worker
WHERE contact.kind <> 'conversation' AND contact.reached = 1;
CREATE VIEW "meetings" AS
SELECT contact.id, contact.date, contact.kind,
    contact.citizen AS citizen_id, citizen.citizen,
    contact.site AS site_id, site.site,
    contact.programme AS programme_id, programme.programme,
    contact.worker AS worker_id, worker.worker, worker.role,
    contact.minutes, municipality.code AS municipality_id, municipality.municipality, site.model
FROM contact
LEFT JOIN citizen ON citizen.id = contact.citizen
LEFT JOIN site ON site.id = contact.site
LEFT JOIN programme ON programme.id = contact.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality
    ON municipality.code = coalesce(site.municipality, citizen.municipality, home.value)
LEFT JOIN worker ON worker.id = contact.worker
WHERE contact.reached = 1;
CREATE VIEW "new_citizens" AS
SELECT contact.id, contact.date, contact.kind,
    contact.citizen AS citizen_id, citizen.citizen,
    contact.site AS site_id, site.site,
    contact.programme AS programme_id, programme.programme,
    contact.worker AS worker_id, worker.worker, worker.role,
    contact.minutes, municipality.code AS municipality_id, municipality.municipality, site.model
FROM contact
LEFT JOIN citizen ON citizen.id = contact.citizen
LEFT JOIN site ON site.id = contact.site
LEFT JOIN programme ON programme.id = contact.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality
    ON municipality.code = coalesce(site.municipality, citizen.municipality, home.value)
LEFT JOIN worker ON worker.id = contact.worker
WHERE contact.kind = 'conversation' AND contact.reached = 1
AND NOT EXISTS (
    SELECT 1 FROM contact AS earlier
    WHERE earlier.citizen = contact.citizen AND earlier.reached = 1
    AND earlier.date < substr(contact.date, 1, 7) || '-01'
)
AND NOT EXISTS (
    SELECT 1 FROM enrolment AS earlier
    WHERE earlier.citizen = contact.citizen AND earlier.started_on < substr(contact.date, 1, 7) || '-01'
);
CREATE VIEW "referrals" AS
SELECT referral.id, referral.date,
    referral.citizen AS citizen_id, citizen.citizen,
    referral.offer AS offer_id, offer.offer,
    referral.site AS site_id, site.site,
    referral.programme AS programme_id, programme.programme,
    municipality.code AS municipality_id, municipality.municipality, site.model
FROM referral
LEFT JOIN citizen ON citizen.id = referral.citizen
LEFT JOIN site ON site.id = referral.site
LEFT JOIN programme ON programme.id = referral.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality
    ON municipality.code = coalesce(site.municipality, citizen.municipality, home.value)
LEFT JOIN offer ON offer.id = referral.offer;
CREATE VIEW "enrolments" AS
SELECT enrolment.id, enrolment.started_on AS date,
    enrolment.citizen AS citizen_id, citizen.citizen,
    enrolment.programme AS programme_id, programme.programme,
    enrolment.site AS site_id, site.site,
    municipality.code AS municipality_id, municipality.municipality, site.model
FROM enrolment
LEFT JOIN citizen ON citizen.id = enrolment.citizen
LEFT JOIN site ON site.id = enrolment.site
LEFT JOIN programme ON programme.id = enrolment.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality
    ON municipality.code = coalesce(site.municipality, citizen.municipality, home.value);
CREATE VIEW "course_standings" AS
WITH spell AS (
    SELECT id, citizen, programme, site, started_on,
        row_number() OVER course AS nth,
        lead(started_on) OVER course AS next_on
    FROM enrolment
    WINDOW course AS (PARTITION BY citizen, programme ORDER BY started_on, id)
),
step AS (
    SELECT id, NULL AS status, min(started_on, coalesce(
        (SELECT min(status.date) FROM status
         WHERE status.citizen = spell.citizen AND status.programme = spell.programme AND spell.nth = 1),
        started_on)) AS holds_from, 0 AS place
    FROM spell
    UNION ALL
    SELECT spell.id, status.status, status.date, status.id
    FROM spell
    JOIN status ON status.citizen = spell.citizen AND status.programme = spell.programme
    WHERE (status.date >= spell.started_on OR spell.nth = 1)
    AND (spell.next_on IS NULL OR status.date < spell.next_on)
),
held AS (
    SELECT id, status, holds_from,
        lead(holds_from) OVER (PARTITION BY id ORDER BY holds_from, place) AS holds_until
    FROM step
)
SELECT spell.id, spell.started_on AS date,
    spell.citizen AS citizen_id, citizen.citizen,
    spell.programme AS programme_id, programme.programme,
    spell.site AS site_id, site.site,
    held.status, held.holds_from, held.holds_until,
    municipality.code AS municipality_id, municipality.municipality, site.model
FROM spell
JOIN held ON held.id = spell.id
LEFT JOIN citizen ON citizen.id = spell.citizen
LEFT JOIN site ON site.id = spell.site
LEFT JOIN programme ON programme.id = spell.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality
    ON municipality.code = coalesce(site.municipality, citizen.municipality, home.value);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('change',5);
INSERT INTO "sqlite_sequence" VALUES('setting',1);
INSERT INTO "sqlite_sequence" VALUES('site',1);
INSERT INTO "sqlite_sequence" VALUES('offer',1);
INSERT INTO "sqlite_sequence" VALUES('citizen',2);
INSERT INTO "sqlite_sequence" VALUES('contact',4);
INSERT INTO "sqlite_sequence" VALUES('referral',1);
COMMIT;
