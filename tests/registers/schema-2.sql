BEGIN TRANSACTION;
CREATE TABLE access (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    command TEXT NOT NULL,
    citizen INTEGER
) STRICT;
CREATE TABLE "assignment" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "citizen" INTEGER NOT NULL REFERENCES "citizen" (id),
    "worker" INTEGER NOT NULL REFERENCES "worker" (id),
    "role" TEXT NOT NULL CHECK (length("role") BETWEEN 1 AND 200),
    "started_on" TEXT NOT NULL CHECK (length("started_on") = 10 AND date("started_on", '+0 days') IS "started_on"),
    "ended_on" TEXT CHECK (length("ended_on") = 10 AND date("ended_on", '+0 days') IS "ended_on"),
    change INTEGER NOT NULL REFERENCES change (id),
    UNIQUE ("citizen", "worker", "role", "started_on")
) STRICT;
CREATE TABLE "assignment_past" (
    "id" INTEGER NOT NULL,
    "citizen" INTEGER,
    "worker" INTEGER,
    "role" TEXT,
    "started_on" TEXT,
    "ended_on" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "attendance" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "group" TEXT NOT NULL CHECK (length("group") BETWEEN 1 AND 200),
    "date" TEXT NOT NULL CHECK (length("date") = 10 AND date("date", '+0 days') IS "date"),
    "citizen" INTEGER NOT NULL REFERENCES "citizen" (id),
    "attended" TEXT NOT NULL CHECK ("attended" IN ('yes', 'no', 'excused')),
    change INTEGER NOT NULL REFERENCES change (id),
    UNIQUE ("group", "date", "citizen")
) STRICT;
CREATE TABLE "attendance_past" (
    "id" INTEGER NOT NULL,
    "group" TEXT,
    "date" TEXT,
    "citizen" INTEGER,
    "attended" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
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
INSERT INTO "change" VALUES(1,'2019-03-15T05:18:08.347Z','tester','init','{"setting": {"added": 1}}',NULL,'01a9689f7946331a85bacb7e48910000','f16892fbd5e57c0041454ff08e11a577','09cd93a6fcedc650171520f651b8b961');
INSERT INTO "change" VALUES(2,'2019-03-15T05:18:08.356Z','tester','add','{"site": {"added": 1}, "offer": {"added": 1}}',NULL,'0285d077cb04473455033bbb701f44a0','cd05c7686644760894b27f124cfa8e48','08e91148b622f744329eee4c7c59fb03');
INSERT INTO "change" VALUES(3,'2019-03-15T05:18:08.359Z','tester','contact','{"citizen": {"added": 2}, "contact": {"added": 4}, "referral": {"added": 1}}',NULL,'19a5993d3c7916006194d511bc8d8786','88b1a694924000ff419dd9293e91780e','ad076a40af7a27eb4684f9bc70303317');
INSERT INTO "change" VALUES(4,'2019-03-15T05:18:08.362Z','tester','correct contact','{"contact": {"corrected": 1}}',NULL,'32641da6c4ecf00ff0492e812f66266c','a450531e79031fc1db7ad89033922885','a082724f13f6351c642299d65063ffad');
INSERT INTO "change" VALUES(5,'2019-03-15T05:18:08.364Z','tester','remove','{"contact": {"removed": 1}}',NULL,'fadfb18b502194d5d87ee72da7ea9e26','22c289b066a50e01978a4f536e0eeee9','e743facfabc3360e84f90986e53e7196');
CREATE TABLE "citizen" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "citizen" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("citizen") BETWEEN 1 AND 60),
    "registered_on" TEXT CHECK (length("registered_on") = 10 AND date("registered_on", '+0 days') IS "registered_on"),
    "site" INTEGER REFERENCES "site" (id),
    "municipality" TEXT REFERENCES municipality (code) CHECK (length("municipality") = 4),
    "birth_year" INTEGER CHECK ("birth_year" BETWEEN 1900 AND 2100),
    "sex" TEXT CHECK ("sex" IN ('f', 'm', 'x')),
    "problems" TEXT CHECK (length("problems") BETWEEN 1 AND 1000),
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
CREATE TABLE "closing" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "citizen" INTEGER NOT NULL REFERENCES "citizen" (id),
    "closed_on" TEXT NOT NULL CHECK (length("closed_on") = 10 AND date("closed_on", '+0 days') IS "closed_on"),
    "reason" TEXT NOT NULL CHECK (length("reason") BETWEEN 1 AND 200),
    change INTEGER NOT NULL REFERENCES change (id),
    UNIQUE ("citizen", "closed_on")
) STRICT;
CREATE TABLE "closing_past" (
    "id" INTEGER NOT NULL,
    "citizen" INTEGER,
    "closed_on" TEXT,
    "reason" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "closing_reason" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "closing_reason" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("closing_reason") BETWEEN 1 AND 60),
    "stands_for" TEXT CHECK ("stands_for" IN ('completed', 'own_wish', 'no_need', 'moved', 'not_reached', 'other_help', 'died', 'other')),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "closing_reason_past" (
    "id" INTEGER NOT NULL,
    "closing_reason" TEXT,
    "stands_for" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "consent" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "citizen" INTEGER NOT NULL REFERENCES "citizen" (id),
    "purpose" TEXT NOT NULL CHECK (length("purpose") BETWEEN 1 AND 200),
    "given_on" TEXT NOT NULL CHECK (length("given_on") = 10 AND date("given_on", '+0 days') IS "given_on"),
    "withdrawn_on" TEXT CHECK (length("withdrawn_on") = 10 AND date("withdrawn_on", '+0 days') IS "withdrawn_on"),
    change INTEGER NOT NULL REFERENCES change (id),
    UNIQUE ("citizen", "purpose", "given_on")
) STRICT;
CREATE TABLE "consent_past" (
    "id" INTEGER NOT NULL,
    "citizen" INTEGER,
    "purpose" TEXT,
    "given_on" TEXT,
    "withdrawn_on" TEXT,
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
INSERT INTO "contact" VALUES(1,'2018-02-03',1,1,'conversation',NULL,NULL,30,1,NULL,NULL,1303085790588151145,4);
INSERT INTO "contact" VALUES(2,'2018-02-03',2,1,'conversation',NULL,NULL,NULL,1,NULL,NULL,1674709445033181861,3);
INSERT INTO "contact" VALUES(3,'2018-02-03',2,1,'conversation',NULL,NULL,NULL,1,NULL,NULL,1674709445033181861,3);
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
INSERT INTO "contact_past" VALUES(1,'2018-02-03',1,1,'conversation',NULL,NULL,NULL,1,NULL,NULL,1219969877147229058,3,4);
INSERT INTO "contact_past" VALUES(4,'2018-02-03',1,1,'conversation',NULL,NULL,NULL,1,NULL,NULL,1219969877147229058,3,5);
CREATE TABLE cpr_key (
    key TEXT PRIMARY KEY CHECK (length(key) = 64),
    made_with TEXT NOT NULL,
    citizen INTEGER NOT NULL
) STRICT;
CREATE TABLE "deliverable" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "project" INTEGER NOT NULL REFERENCES "project" (id),
    "title" TEXT NOT NULL CHECK (length("title") BETWEEN 1 AND 500),
    "kind" TEXT CHECK (length("kind") BETWEEN 1 AND 200),
    "published_on" TEXT CHECK (length("published_on") = 10 AND date("published_on", '+0 days') IS "published_on"),
    change INTEGER NOT NULL REFERENCES change (id),
    UNIQUE ("project", "title")
) STRICT;
CREATE TABLE "deliverable_past" (
    "id" INTEGER NOT NULL,
    "project" INTEGER,
    "title" TEXT,
    "kind" TEXT,
    "published_on" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
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
CREATE TABLE erased (
    citizen INTEGER PRIMARY KEY,
    since INTEGER NOT NULL,
    everything INTEGER NOT NULL CHECK (everything IN (0, 1))
) STRICT;
CREATE TABLE forgotten (
    code TEXT PRIMARY KEY CHECK (length(code) = 64)
) STRICT, WITHOUT ROWID;
CREATE TABLE "form" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "date" TEXT CHECK (length("date") = 10 AND date("date", '+0 days') IS "date"),
    "citizen" INTEGER REFERENCES "citizen" (id),
    "form" TEXT CHECK ("form" IN ('baseline', 'activity')),
    "municipality" TEXT REFERENCES municipality (code) CHECK (length("municipality") = 4),
    "self_rated_health" INTEGER CHECK ("self_rated_health" BETWEEN 0 AND 1000),
    "scale" TEXT CHECK (length("scale") BETWEEN 1 AND 200),
    "wellbeing" INTEGER CHECK ("wellbeing" BETWEEN 0 AND 100),
    "invalid_reason" TEXT CHECK ("invalid_reason" IN ('unknown_citizen', 'unknown_municipality', 'bad_date', 'unknown_form', 'bad_answer', 'missing_answer', 'duplicate')),
    source TEXT,
    source_id TEXT,
    fingerprint INTEGER,
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "form_past" (
    "id" INTEGER NOT NULL,
    "date" TEXT,
    "citizen" INTEGER,
    "form" TEXT,
    "municipality" TEXT,
    "self_rated_health" INTEGER,
    "scale" TEXT,
    "wellbeing" INTEGER,
    "invalid_reason" TEXT,
    "source" TEXT,
    "source_id" TEXT,
    "fingerprint" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "headcount" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "date" TEXT NOT NULL CHECK (length("date") = 10 AND date("date", '+0 days') IS "date"),
    "unnamed" INTEGER NOT NULL CHECK ("unnamed" BETWEEN 1 AND 1000),
    "site" INTEGER REFERENCES "site" (id),
    "kind" TEXT NOT NULL CHECK ("kind" IN ('conversation', 'visit', 'phone', 'accompaniment', 'counselling', 'activity', 'letter')),
    "programme" INTEGER REFERENCES "programme" (id),
    "worker" INTEGER REFERENCES "worker" (id),
    "minutes" INTEGER CHECK ("minutes" BETWEEN 0 AND 1440),
    source TEXT,
    source_id TEXT,
    fingerprint INTEGER,
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "headcount_past" (
    "id" INTEGER NOT NULL,
    "date" TEXT,
    "unnamed" INTEGER,
    "site" INTEGER,
    "kind" TEXT,
    "programme" INTEGER,
    "worker" INTEGER,
    "minutes" INTEGER,
    "source" TEXT,
    "source_id" TEXT,
    "fingerprint" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "mapping" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "mapping" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("mapping") BETWEEN 1 AND 60),
    "of_kind" TEXT NOT NULL CHECK (length("of_kind") BETWEEN 1 AND 60),
    "columns" TEXT NOT NULL CHECK (length("columns") BETWEEN 1 AND 4000),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "mapping_past" (
    "id" INTEGER NOT NULL,
    "mapping" TEXT,
    "of_kind" TEXT,
    "columns" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE mark (
    mark TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE "milestone" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "project" INTEGER NOT NULL REFERENCES "project" (id),
    "body" TEXT NOT NULL CHECK (length("body") BETWEEN 1 AND 200),
    "date" TEXT NOT NULL CHECK (length("date") = 10 AND date("date", '+0 days') IS "date"),
    "note" TEXT CHECK (length("note") BETWEEN 1 AND 500),
    change INTEGER NOT NULL REFERENCES change (id),
    UNIQUE ("project", "body", "date")
) STRICT;
CREATE TABLE "milestone_past" (
    "id" INTEGER NOT NULL,
    "project" INTEGER,
    "body" TEXT,
    "date" TEXT,
    "note" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
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
CREATE TABLE "observation" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "date" TEXT NOT NULL CHECK (length("date") = 10 AND date("date", '+0 days') IS "date"),
    "kind" TEXT NOT NULL CHECK ("kind" IN ('barrier', 'facilitator', 'attention_point')),
    "code" TEXT NOT NULL CHECK (length("code") BETWEEN 1 AND 200),
    "municipality" TEXT REFERENCES municipality (code) CHECK (length("municipality") = 4),
    "site" INTEGER REFERENCES "site" (id),
    "closed_on" TEXT CHECK (length("closed_on") = 10 AND date("closed_on", '+0 days') IS "closed_on"),
    "note" TEXT CHECK (length("note") BETWEEN 1 AND 500),
    source TEXT,
    source_id TEXT,
    fingerprint INTEGER,
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "observation_past" (
    "id" INTEGER NOT NULL,
    "date" TEXT,
    "kind" TEXT,
    "code" TEXT,
    "municipality" TEXT,
    "site" INTEGER,
    "closed_on" TEXT,
    "note" TEXT,
    "source" TEXT,
    "source_id" TEXT,
    "fingerprint" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
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
CREATE TABLE "presence" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "worker" INTEGER NOT NULL REFERENCES "worker" (id),
    "site" INTEGER NOT NULL REFERENCES "site" (id),
    "date" TEXT NOT NULL CHECK (length("date") = 10 AND date("date", '+0 days') IS "date"),
    "hours" REAL CHECK ("hours" BETWEEN 0 AND 24),
    "planned" INTEGER NOT NULL CHECK ("planned" IN (0, 1)),
    change INTEGER NOT NULL REFERENCES change (id),
    UNIQUE ("worker", "site", "date", "planned")
) STRICT;
CREATE TABLE "presence_past" (
    "id" INTEGER NOT NULL,
    "worker" INTEGER,
    "site" INTEGER,
    "date" TEXT,
    "hours" REAL,
    "planned" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "problem" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "problem" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("problem") BETWEEN 1 AND 60),
    "stands_for" TEXT CHECK ("stands_for" IN ('homelessness', 'alcohol', 'cannabis', 'drugs', 'mental_illness', 'other')),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "problem_past" (
    "id" INTEGER NOT NULL,
    "problem" TEXT,
    "stands_for" TEXT,
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
CREATE TABLE "project" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "project" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("project") BETWEEN 1 AND 200),
    "owner" TEXT CHECK (length("owner") BETWEEN 1 AND 200),
    "municipality" TEXT REFERENCES municipality (code) CHECK (length("municipality") = 4),
    "aim" TEXT CHECK (length("aim") BETWEEN 1 AND 200),
    "level" TEXT CHECK (length("level") BETWEEN 1 AND 200),
    "status" TEXT CHECK (length("status") BETWEEN 1 AND 200),
    "started_on" TEXT CHECK (length("started_on") = 10 AND date("started_on", '+0 days') IS "started_on"),
    "ended_on" TEXT CHECK (length("ended_on") = 10 AND date("ended_on", '+0 days') IS "ended_on"),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "project_past" (
    "id" INTEGER NOT NULL,
    "project" TEXT,
    "owner" TEXT,
    "municipality" TEXT,
    "aim" TEXT,
    "level" TEXT,
    "status" TEXT,
    "started_on" TEXT,
    "ended_on" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "publication" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "publication" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("publication") BETWEEN 1 AND 100),
    "published_on" TEXT CHECK (length("published_on") = 10 AND date("published_on", '+0 days') IS "published_on"),
    "report" TEXT NOT NULL CHECK (length("report") BETWEEN 1 AND 2000),
    "least" INTEGER CHECK ("least" BETWEEN 3 AND 1000000),
    "rounded_to" INTEGER CHECK ("rounded_to" BETWEEN 3 AND 1000000),
    "figures" TEXT NOT NULL CHECK (length("figures") BETWEEN 1 AND 4000000),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "publication_past" (
    "id" INTEGER NOT NULL,
    "publication" TEXT,
    "published_on" TEXT,
    "report" TEXT,
    "least" INTEGER,
    "rounded_to" INTEGER,
    "figures" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE publishing_secret (
    secret TEXT PRIMARY KEY CHECK (length(secret) = 64)
) STRICT, WITHOUT ROWID;
INSERT INTO "publishing_secret" VALUES('7827732efeff36175a1b9f43507f16d3bad3d5ee3fae27a299e7657c1162a615');
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
INSERT INTO "referral" VALUES(1,'2018-02-04',1,1,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1263919185925080777,3);
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
CREATE TABLE "scale" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "scale" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("scale") BETWEEN 1 AND 60),
    "lowest" INTEGER NOT NULL CHECK ("lowest" BETWEEN 0 AND 1000),
    "highest" INTEGER NOT NULL CHECK ("highest" BETWEEN 0 AND 1000),
    "better" TEXT NOT NULL CHECK ("better" IN ('higher', 'lower')),
    "stands_for" TEXT CHECK ("stands_for" IN ('srh5', 'who5')),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "scale_past" (
    "id" INTEGER NOT NULL,
    "scale" TEXT,
    "lowest" INTEGER,
    "highest" INTEGER,
    "better" TEXT,
    "stands_for" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "session" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "group" TEXT NOT NULL CHECK (length("group") BETWEEN 1 AND 200),
    "date" TEXT NOT NULL CHECK (length("date") = 10 AND date("date", '+0 days') IS "date"),
    "title" TEXT CHECK (length("title") BETWEEN 1 AND 200),
    "site" INTEGER REFERENCES "site" (id),
    "programme" INTEGER REFERENCES "programme" (id),
    "worker" INTEGER REFERENCES "worker" (id),
    "minutes" INTEGER CHECK ("minutes" BETWEEN 0 AND 1440),
    "relatives" INTEGER CHECK ("relatives" BETWEEN 0 AND 1000),
    source TEXT,
    source_id TEXT,
    fingerprint INTEGER,
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "session_past" (
    "id" INTEGER NOT NULL,
    "group" TEXT,
    "date" TEXT,
    "title" TEXT,
    "site" INTEGER,
    "programme" INTEGER,
    "worker" INTEGER,
    "minutes" INTEGER,
    "relatives" INTEGER,
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
    "status" TEXT NOT NULL CHECK (length("status") BETWEEN 1 AND 200),
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
CREATE TABLE "status_word" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "status_word" TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length("status_word") BETWEEN 1 AND 60),
    "programme" INTEGER REFERENCES "programme" (id),
    "stands_for" TEXT CHECK ("stands_for" IN ('completed', 'active', 'dropped_out', 'not_starting_group')),
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "status_word_past" (
    "id" INTEGER NOT NULL,
    "status_word" TEXT,
    "programme" INTEGER,
    "stands_for" TEXT,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE "step" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "citizen" INTEGER NOT NULL REFERENCES "citizen" (id),
    "step" TEXT NOT NULL CHECK (length("step") BETWEEN 1 AND 500),
    "by" TEXT NOT NULL CHECK (length("by") = 10 AND date("by", '+0 days') IS "by"),
    "site" INTEGER REFERENCES "site" (id),
    "worker" INTEGER REFERENCES "worker" (id),
    "done_on" TEXT CHECK (length("done_on") = 10 AND date("done_on", '+0 days') IS "done_on"),
    source TEXT,
    source_id TEXT,
    fingerprint INTEGER,
    change INTEGER NOT NULL REFERENCES change (id)
) STRICT;
CREATE TABLE "step_past" (
    "id" INTEGER NOT NULL,
    "citizen" INTEGER,
    "step" TEXT,
    "by" TEXT,
    "site" INTEGER,
    "worker" INTEGER,
    "done_on" TEXT,
    "source" TEXT,
    "source_id" TEXT,
    "fingerprint" INTEGER,
    "change" INTEGER NOT NULL,
    ended_by INTEGER NOT NULL REFERENCES change (id),
    PRIMARY KEY (id, change)
) STRICT;
CREATE TABLE tally (
    tally TEXT PRIMARY KEY,
    digest TEXT NOT NULL
) STRICT;
INSERT INTO "tally" VALUES('access','00000000000000000000000000000000');
INSERT INTO "tally" VALUES('cpr_key','00000000000000000000000000000000');
INSERT INTO "tally" VALUES('forgotten','00000000000000000000000000000000');
INSERT INTO "tally" VALUES('erased','00000000000000000000000000000000');
INSERT INTO "tally" VALUES('mark','00000000000000000000000000000000');
INSERT INTO "tally" VALUES('publishing_secret','ae069772e5039ea9b48d2e2e8444a9d0');
CREATE TABLE "target" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "report" TEXT NOT NULL CHECK (length("report") BETWEEN 1 AND 100),
    "column" TEXT NOT NULL CHECK (length("column") BETWEEN 1 AND 100),
    "value" REAL NOT NULL CHECK ("value" BETWEEN 0 AND 1000000000),
    "first_on" TEXT NOT NULL CHECK (length("first_on") = 10 AND date("first_on", '+0 days') IS "first_on"),
    "last_on" TEXT NOT NULL CHECK (length("last_on") = 10 AND date("last_on", '+0 days') IS "last_on"),
    change INTEGER NOT NULL REFERENCES change (id),
    UNIQUE ("report", "column", "first_on", "last_on")
) STRICT;
CREATE TABLE "target_past" (
    "id" INTEGER NOT NULL,
    "report" TEXT,
    "column" TEXT,
    "value" REAL,
    "first_on" TEXT,
    "last_on" TEXT,
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
CREATE TRIGGER "scale_edit_names_its_change" BEFORE UPDATE ON "scale"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "scale_edit_keeps_the_past" AFTER UPDATE ON "scale"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "scale_past" ("id", "scale", "lowest", "highest", "better", "stands_for", "change", ended_by) VALUES (OLD."id", OLD."scale", OLD."lowest", OLD."highest", OLD."better", OLD."stands_for", OLD."change", NEW.change);
END;
CREATE TRIGGER "scale_removal_names_its_change" BEFORE DELETE ON "scale"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "scale_removal_keeps_the_past" AFTER DELETE ON "scale"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "scale_past" ("id", "scale", "lowest", "highest", "better", "stands_for", "change", ended_by) VALUES (OLD."id", OLD."scale", OLD."lowest", OLD."highest", OLD."better", OLD."stands_for", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "status_word_edit_names_its_change" BEFORE UPDATE ON "status_word"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "status_word_edit_keeps_the_past" AFTER UPDATE ON "status_word"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "status_word_past" ("id", "status_word", "programme", "stands_for", "change", ended_by) VALUES (OLD."id", OLD."status_word", OLD."programme", OLD."stands_for", OLD."change", NEW.change);
END;
CREATE TRIGGER "status_word_removal_names_its_change" BEFORE DELETE ON "status_word"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "status_word_removal_keeps_the_past" AFTER DELETE ON "status_word"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "status_word_past" ("id", "status_word", "programme", "stands_for", "change", ended_by) VALUES (OLD."id", OLD."status_word", OLD."programme", OLD."stands_for", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "problem_edit_names_its_change" BEFORE UPDATE ON "problem"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "problem_edit_keeps_the_past" AFTER UPDATE ON "problem"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "problem_past" ("id", "problem", "stands_for", "change", ended_by) VALUES (OLD."id", OLD."problem", OLD."stands_for", OLD."change", NEW.change);
END;
CREATE TRIGGER "problem_removal_names_its_change" BEFORE DELETE ON "problem"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "problem_removal_keeps_the_past" AFTER DELETE ON "problem"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "problem_past" ("id", "problem", "stands_for", "change", ended_by) VALUES (OLD."id", OLD."problem", OLD."stands_for", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "closing_reason_edit_names_its_change" BEFORE UPDATE ON "closing_reason"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "closing_reason_edit_keeps_the_past" AFTER UPDATE ON "closing_reason"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "closing_reason_past" ("id", "closing_reason", "stands_for", "change", ended_by) VALUES (OLD."id", OLD."closing_reason", OLD."stands_for", OLD."change", NEW.change);
END;
CREATE TRIGGER "closing_reason_removal_names_its_change" BEFORE DELETE ON "closing_reason"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "closing_reason_removal_keeps_the_past" AFTER DELETE ON "closing_reason"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "closing_reason_past" ("id", "closing_reason", "stands_for", "change", ended_by) VALUES (OLD."id", OLD."closing_reason", OLD."stands_for", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
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
CREATE TRIGGER "consent_edit_names_its_change" BEFORE UPDATE ON "consent"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "consent_edit_keeps_the_past" AFTER UPDATE ON "consent"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "consent_past" ("id", "citizen", "purpose", "given_on", "withdrawn_on", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."purpose", OLD."given_on", OLD."withdrawn_on", OLD."change", NEW.change);
END;
CREATE TRIGGER "consent_removal_names_its_change" BEFORE DELETE ON "consent"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "consent_removal_keeps_the_past" AFTER DELETE ON "consent"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "consent_past" ("id", "citizen", "purpose", "given_on", "withdrawn_on", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."purpose", OLD."given_on", OLD."withdrawn_on", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
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
CREATE INDEX "contact_by_date_site_citizen_kind_reached_change" ON "contact" ("date", "site", "citizen", "kind", "reached", "change");
CREATE INDEX "contact_by_citizen_date_site_kind_reached_change" ON "contact" ("citizen", "date", "site", "kind", "reached", "change");
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
CREATE INDEX "headcount_by_date" ON "headcount" ("date");
CREATE UNIQUE INDEX "headcount_by_source" ON "headcount" (source_id, ifnull(source, '')) WHERE source_id IS NOT NULL;
CREATE INDEX "headcount_by_fingerprint" ON "headcount" (fingerprint);
CREATE INDEX "headcount_past_by_fingerprint" ON "headcount_past" (fingerprint);
CREATE TRIGGER "headcount_edit_names_its_change" BEFORE UPDATE ON "headcount"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "headcount_edit_keeps_the_past" AFTER UPDATE ON "headcount"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "headcount_past" ("id", "date", "unnamed", "site", "kind", "programme", "worker", "minutes", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."unnamed", OLD."site", OLD."kind", OLD."programme", OLD."worker", OLD."minutes", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", NEW.change);
END;
CREATE TRIGGER "headcount_removal_names_its_change" BEFORE DELETE ON "headcount"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "headcount_removal_keeps_the_past" AFTER DELETE ON "headcount"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "headcount_past" ("id", "date", "unnamed", "site", "kind", "programme", "worker", "minutes", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."unnamed", OLD."site", OLD."kind", OLD."programme", OLD."worker", OLD."minutes", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX "step_by_citizen_by" ON "step" ("citizen", "by");
CREATE UNIQUE INDEX "step_by_source" ON "step" (source_id, ifnull(source, '')) WHERE source_id IS NOT NULL;
CREATE INDEX "step_by_fingerprint" ON "step" (fingerprint);
CREATE INDEX "step_past_by_fingerprint" ON "step_past" (fingerprint);
CREATE TRIGGER "step_edit_names_its_change" BEFORE UPDATE ON "step"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "step_edit_keeps_the_past" AFTER UPDATE ON "step"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "step_past" ("id", "citizen", "step", "by", "site", "worker", "done_on", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."step", OLD."by", OLD."site", OLD."worker", OLD."done_on", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", NEW.change);
END;
CREATE TRIGGER "step_removal_names_its_change" BEFORE DELETE ON "step"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "step_removal_keeps_the_past" AFTER DELETE ON "step"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "step_past" ("id", "citizen", "step", "by", "site", "worker", "done_on", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."step", OLD."by", OLD."site", OLD."worker", OLD."done_on", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "closing_edit_names_its_change" BEFORE UPDATE ON "closing"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "closing_edit_keeps_the_past" AFTER UPDATE ON "closing"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "closing_past" ("id", "citizen", "closed_on", "reason", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."closed_on", OLD."reason", OLD."change", NEW.change);
END;
CREATE TRIGGER "closing_removal_names_its_change" BEFORE DELETE ON "closing"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "closing_removal_keeps_the_past" AFTER DELETE ON "closing"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "closing_past" ("id", "citizen", "closed_on", "reason", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."closed_on", OLD."reason", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
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
CREATE INDEX "form_by_citizen_form_date" ON "form" ("citizen", "form", "date");
CREATE INDEX "form_by_date" ON "form" ("date");
CREATE UNIQUE INDEX "form_by_source" ON "form" (source_id, ifnull(source, '')) WHERE source_id IS NOT NULL;
CREATE INDEX "form_by_fingerprint" ON "form" (fingerprint);
CREATE INDEX "form_past_by_fingerprint" ON "form_past" (fingerprint);
CREATE TRIGGER "form_edit_names_its_change" BEFORE UPDATE ON "form"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "form_edit_keeps_the_past" AFTER UPDATE ON "form"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "form_past" ("id", "date", "citizen", "form", "municipality", "self_rated_health", "scale", "wellbeing", "invalid_reason", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."citizen", OLD."form", OLD."municipality", OLD."self_rated_health", OLD."scale", OLD."wellbeing", OLD."invalid_reason", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", NEW.change);
END;
CREATE TRIGGER "form_removal_names_its_change" BEFORE DELETE ON "form"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "form_removal_keeps_the_past" AFTER DELETE ON "form"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "form_past" ("id", "date", "citizen", "form", "municipality", "self_rated_health", "scale", "wellbeing", "invalid_reason", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."citizen", OLD."form", OLD."municipality", OLD."self_rated_health", OLD."scale", OLD."wellbeing", OLD."invalid_reason", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX "session_by_group_date" ON "session" ("group", "date");
CREATE INDEX "session_by_date" ON "session" ("date");
CREATE UNIQUE INDEX "session_by_source" ON "session" (source_id, ifnull(source, '')) WHERE source_id IS NOT NULL;
CREATE INDEX "session_by_fingerprint" ON "session" (fingerprint);
CREATE INDEX "session_past_by_fingerprint" ON "session_past" (fingerprint);
CREATE TRIGGER "session_edit_names_its_change" BEFORE UPDATE ON "session"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "session_edit_keeps_the_past" AFTER UPDATE ON "session"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "session_past" ("id", "group", "date", "title", "site", "programme", "worker", "minutes", "relatives", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."group", OLD."date", OLD."title", OLD."site", OLD."programme", OLD."worker", OLD."minutes", OLD."relatives", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", NEW.change);
END;
CREATE TRIGGER "session_removal_names_its_change" BEFORE DELETE ON "session"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "session_removal_keeps_the_past" AFTER DELETE ON "session"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "session_past" ("id", "group", "date", "title", "site", "programme", "worker", "minutes", "relatives", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."group", OLD."date", OLD."title", OLD."site", OLD."programme", OLD."worker", OLD."minutes", OLD."relatives", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX "attendance_by_citizen_date" ON "attendance" ("citizen", "date");
CREATE INDEX "attendance_by_date" ON "attendance" ("date");
CREATE TRIGGER "attendance_edit_names_its_change" BEFORE UPDATE ON "attendance"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "attendance_edit_keeps_the_past" AFTER UPDATE ON "attendance"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "attendance_past" ("id", "group", "date", "citizen", "attended", "change", ended_by) VALUES (OLD."id", OLD."group", OLD."date", OLD."citizen", OLD."attended", OLD."change", NEW.change);
END;
CREATE TRIGGER "attendance_removal_names_its_change" BEFORE DELETE ON "attendance"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "attendance_removal_keeps_the_past" AFTER DELETE ON "attendance"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "attendance_past" ("id", "group", "date", "citizen", "attended", "change", ended_by) VALUES (OLD."id", OLD."group", OLD."date", OLD."citizen", OLD."attended", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX "presence_by_site_date" ON "presence" ("site", "date");
CREATE INDEX "presence_by_date" ON "presence" ("date");
CREATE TRIGGER "presence_edit_names_its_change" BEFORE UPDATE ON "presence"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "presence_edit_keeps_the_past" AFTER UPDATE ON "presence"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "presence_past" ("id", "worker", "site", "date", "hours", "planned", "change", ended_by) VALUES (OLD."id", OLD."worker", OLD."site", OLD."date", OLD."hours", OLD."planned", OLD."change", NEW.change);
END;
CREATE TRIGGER "presence_removal_names_its_change" BEFORE DELETE ON "presence"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "presence_removal_keeps_the_past" AFTER DELETE ON "presence"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "presence_past" ("id", "worker", "site", "date", "hours", "planned", "change", ended_by) VALUES (OLD."id", OLD."worker", OLD."site", OLD."date", OLD."hours", OLD."planned", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX "assignment_by_worker_started_on" ON "assignment" ("worker", "started_on");
CREATE TRIGGER "assignment_edit_names_its_change" BEFORE UPDATE ON "assignment"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "assignment_edit_keeps_the_past" AFTER UPDATE ON "assignment"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "assignment_past" ("id", "citizen", "worker", "role", "started_on", "ended_on", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."worker", OLD."role", OLD."started_on", OLD."ended_on", OLD."change", NEW.change);
END;
CREATE TRIGGER "assignment_removal_names_its_change" BEFORE DELETE ON "assignment"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "assignment_removal_keeps_the_past" AFTER DELETE ON "assignment"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "assignment_past" ("id", "citizen", "worker", "role", "started_on", "ended_on", "change", ended_by) VALUES (OLD."id", OLD."citizen", OLD."worker", OLD."role", OLD."started_on", OLD."ended_on", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "project_edit_names_its_change" BEFORE UPDATE ON "project"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "project_edit_keeps_the_past" AFTER UPDATE ON "project"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "project_past" ("id", "project", "owner", "municipality", "aim", "level", "status", "started_on", "ended_on", "change", ended_by) VALUES (OLD."id", OLD."project", OLD."owner", OLD."municipality", OLD."aim", OLD."level", OLD."status", OLD."started_on", OLD."ended_on", OLD."change", NEW.change);
END;
CREATE TRIGGER "project_removal_names_its_change" BEFORE DELETE ON "project"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "project_removal_keeps_the_past" AFTER DELETE ON "project"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "project_past" ("id", "project", "owner", "municipality", "aim", "level", "status", "started_on", "ended_on", "change", ended_by) VALUES (OLD."id", OLD."project", OLD."owner", OLD."municipality", OLD."aim", OLD."level", OLD."status", OLD."started_on", OLD."ended_on", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "deliverable_edit_names_its_change" BEFORE UPDATE ON "deliverable"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "deliverable_edit_keeps_the_past" AFTER UPDATE ON "deliverable"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "deliverable_past" ("id", "project", "title", "kind", "published_on", "change", ended_by) VALUES (OLD."id", OLD."project", OLD."title", OLD."kind", OLD."published_on", OLD."change", NEW.change);
END;
CREATE TRIGGER "deliverable_removal_names_its_change" BEFORE DELETE ON "deliverable"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "deliverable_removal_keeps_the_past" AFTER DELETE ON "deliverable"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "deliverable_past" ("id", "project", "title", "kind", "published_on", "change", ended_by) VALUES (OLD."id", OLD."project", OLD."title", OLD."kind", OLD."published_on", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "milestone_edit_names_its_change" BEFORE UPDATE ON "milestone"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "milestone_edit_keeps_the_past" AFTER UPDATE ON "milestone"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "milestone_past" ("id", "project", "body", "date", "note", "change", ended_by) VALUES (OLD."id", OLD."project", OLD."body", OLD."date", OLD."note", OLD."change", NEW.change);
END;
CREATE TRIGGER "milestone_removal_names_its_change" BEFORE DELETE ON "milestone"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "milestone_removal_keeps_the_past" AFTER DELETE ON "milestone"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "milestone_past" ("id", "project", "body", "date", "note", "change", ended_by) VALUES (OLD."id", OLD."project", OLD."body", OLD."date", OLD."note", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE INDEX "observation_by_date" ON "observation" ("date");
CREATE UNIQUE INDEX "observation_by_source" ON "observation" (source_id, ifnull(source, '')) WHERE source_id IS NOT NULL;
CREATE INDEX "observation_by_fingerprint" ON "observation" (fingerprint);
CREATE INDEX "observation_past_by_fingerprint" ON "observation_past" (fingerprint);
CREATE TRIGGER "observation_edit_names_its_change" BEFORE UPDATE ON "observation"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "observation_edit_keeps_the_past" AFTER UPDATE ON "observation"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "observation_past" ("id", "date", "kind", "code", "municipality", "site", "closed_on", "note", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."kind", OLD."code", OLD."municipality", OLD."site", OLD."closed_on", OLD."note", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", NEW.change);
END;
CREATE TRIGGER "observation_removal_names_its_change" BEFORE DELETE ON "observation"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "observation_removal_keeps_the_past" AFTER DELETE ON "observation"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "observation_past" ("id", "date", "kind", "code", "municipality", "site", "closed_on", "note", "source", "source_id", "fingerprint", "change", ended_by) VALUES (OLD."id", OLD."date", OLD."kind", OLD."code", OLD."municipality", OLD."site", OLD."closed_on", OLD."note", OLD."source", OLD."source_id", OLD."fingerprint", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "publication_edit_names_its_change" BEFORE UPDATE ON "publication"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "publication_edit_keeps_the_past" AFTER UPDATE ON "publication"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "publication_past" ("id", "publication", "published_on", "report", "least", "rounded_to", "figures", "change", ended_by) VALUES (OLD."id", OLD."publication", OLD."published_on", OLD."report", OLD."least", OLD."rounded_to", OLD."figures", OLD."change", NEW.change);
END;
CREATE TRIGGER "publication_removal_names_its_change" BEFORE DELETE ON "publication"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "publication_removal_keeps_the_past" AFTER DELETE ON "publication"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "publication_past" ("id", "publication", "published_on", "report", "least", "rounded_to", "figures", "change", ended_by) VALUES (OLD."id", OLD."publication", OLD."published_on", OLD."report", OLD."least", OLD."rounded_to", OLD."figures", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "target_edit_names_its_change" BEFORE UPDATE ON "target"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "target_edit_keeps_the_past" AFTER UPDATE ON "target"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "target_past" ("id", "report", "column", "value", "first_on", "last_on", "change", ended_by) VALUES (OLD."id", OLD."report", OLD."column", OLD."value", OLD."first_on", OLD."last_on", OLD."change", NEW.change);
END;
CREATE TRIGGER "target_removal_names_its_change" BEFORE DELETE ON "target"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "target_removal_keeps_the_past" AFTER DELETE ON "target"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "target_past" ("id", "report", "column", "value", "first_on", "last_on", "change", ended_by) VALUES (OLD."id", OLD."report", OLD."column", OLD."value", OLD."first_on", OLD."last_on", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
END;
CREATE TRIGGER "mapping_edit_names_its_change" BEFORE UPDATE ON "mapping"
WHEN NEW.change IS NOT (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'an edit names the change that it belongs to');
END;
CREATE TRIGGER "mapping_edit_keeps_the_past" AFTER UPDATE ON "mapping"
WHEN OLD.change <> NEW.change
BEGIN
    INSERT INTO "mapping_past" ("id", "mapping", "of_kind", "columns", "change", ended_by) VALUES (OLD."id", OLD."mapping", OLD."of_kind", OLD."columns", OLD."change", NEW.change);
END;
CREATE TRIGGER "mapping_removal_names_its_change" BEFORE DELETE ON "mapping"
WHEN (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL) IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a removal belongs to a change');
END;
CREATE TRIGGER "mapping_removal_keeps_the_past" AFTER DELETE ON "mapping"
WHEN OLD.change <> (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL)
BEGIN
    INSERT INTO "mapping_past" ("id", "mapping", "of_kind", "columns", "change", ended_by) VALUES (OLD."id", OLD."mapping", OLD."of_kind", OLD."columns", OLD."change", (SELECT id FROM change WHERE id = (SELECT max(id) FROM change) AND summary IS NULL));
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
SELECT contact.id, contact.date, contact.kind, contact.kind AS contact_kind,
    contact.worker AS worker_id,
    (SELECT worker.worker FROM worker WHERE worker.id = contact.worker) AS worker,
    (SELECT worker.role FROM worker WHERE worker.id = contact.worker) AS role,
    contact.minutes, contact.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = contact.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = contact.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = contact.citizen) AS birth_year,
    contact.site AS site_id, (SELECT site.site FROM site WHERE site.id = contact.site) AS site,
    (SELECT site.model FROM site WHERE site.id = contact.site) AS model,
    contact.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = contact.programme) AS programme,
    (SELECT code FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = contact.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = contact.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = contact.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = contact.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = contact.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = contact.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality
FROM contact WHERE contact.kind = 'conversation' AND contact.reached = 1;
CREATE VIEW "attempts" AS
SELECT contact.id, contact.date, contact.kind, contact.kind AS contact_kind,
    contact.worker AS worker_id,
    (SELECT worker.worker FROM worker WHERE worker.id = contact.worker) AS worker,
    (SELECT worker.role FROM worker WHERE worker.id = contact.worker) AS role,
    contact.minutes, contact.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = contact.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = contact.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = contact.citizen) AS birth_year,
    contact.site AS site_id, (SELECT site.site FROM site WHERE site.id = contact.site) AS site,
    (SELECT site.model FROM site WHERE site.id = contact.site) AS model,
    contact.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = contact.programme) AS programme,
    (SELECT code FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = contact.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = contact.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = contact.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = contact.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = contact.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = contact.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality
FROM contact WHERE contact.reached = 0;
CREATE VIEW "other_contacts" AS
SELECT contact.id, contact.date, contact.kind, contact.kind AS contact_kind,
    contact.worker AS worker_id,
    (SELECT worker.worker FROM worker WHERE worker.id = contact.worker) AS worker,
    (SELECT worker.role FROM worker WHERE worker.id = contact.worker) AS role,
    contact.minutes, contact.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = contact.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = contact.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = contact.citizen) AS birth_year,
    contact.site AS site_id, (SELECT site.site FROM site WHERE site.id = contact.site) AS site,
    (SELECT site.model FROM site WHERE site.id = contact.site) AS model,
    contact.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = contact.programme) AS programme,
    (SELECT code FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = contact.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = contact.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = contact.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = contact.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = contact.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = contact.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality
FROM contact WHERE contact.kind <> 'conversation' AND contact.reached = 1;
CREATE VIEW "meetings" AS
SELECT contact.id, contact.date, contact.kind, contact.kind AS contact_kind,
    contact.worker AS worker_id,
    (SELECT worker.worker FROM worker WHERE worker.id = contact.worker) AS worker,
    (SELECT worker.role FROM worker WHERE worker.id = contact.worker) AS role,
    contact.minutes, contact.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = contact.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = contact.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = contact.citizen) AS birth_year,
    contact.site AS site_id, (SELECT site.site FROM site WHERE site.id = contact.site) AS site,
    (SELECT site.model FROM site WHERE site.id = contact.site) AS model,
    contact.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = contact.programme) AS programme,
    (SELECT code FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = contact.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = contact.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = contact.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = contact.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = contact.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = contact.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality
FROM contact WHERE contact.reached = 1;
CREATE VIEW "new_citizens" AS
WITH enrolled AS MATERIALIZED (SELECT citizen, min(started_on) AS day FROM enrolment GROUP BY citizen),
came AS MATERIALIZED (
    SELECT citizen, min(date) AS day FROM attendance WHERE attended = 'yes' GROUP BY citizen
),
answered AS MATERIALIZED (
    SELECT citizen_id AS citizen, min(date) AS day FROM received_forms WHERE valid GROUP BY citizen_id
),
met_first AS MATERIALIZED (
    SELECT citizen.id AS citizen, nullif(min(
        coalesce((SELECT contact.date FROM contact WHERE contact.citizen = citizen.id AND contact.reached = 1
            ORDER BY contact.date LIMIT 1), '9999'),
        coalesce((SELECT day FROM enrolled WHERE enrolled.citizen = citizen.id), '9999'),
        coalesce((SELECT day FROM came WHERE came.citizen = citizen.id), '9999'),
        coalesce((SELECT day FROM answered WHERE answered.citizen = citizen.id), '9999')
    ), '9999') AS first_on
    FROM citizen
),
begun AS MATERIALIZED (SELECT citizen, first_on FROM met_first WHERE first_on IS NOT NULL)
SELECT met.id, 'contact' AS record, met.date, met.citizen_id, met.citizen, met.sex, met.birth_year, met.site_id, met.site, met.model, met.programme_id, met.programme, met.municipality_id, met.municipality,
    met.worker_id, met.worker, met.role, met.contact_kind
FROM begun CROSS JOIN meetings AS met ON met.citizen_id = begun.citizen AND met.date = begun.first_on
UNION ALL
SELECT met.id, 'enrolment', met.date, met.citizen_id, met.citizen, met.sex, met.birth_year, met.site_id, met.site, met.model, met.programme_id, met.programme, met.municipality_id, met.municipality, NULL AS worker_id, NULL AS worker, NULL AS role, NULL AS contact_kind
FROM begun JOIN enrolments AS met ON met.citizen_id = begun.citizen AND met.date = begun.first_on
UNION ALL
SELECT met.id, 'attendance', met.date, met.citizen_id, met.citizen, met.sex, met.birth_year, met.site_id, met.site, met.model, met.programme_id, met.programme, met.municipality_id, met.municipality, NULL AS worker_id, NULL AS worker, NULL AS role, NULL AS contact_kind
FROM expected_attendances AS met JOIN begun ON met.citizen_id = begun.citizen AND met.date = begun.first_on
WHERE met.attended = 'yes'
UNION ALL
SELECT met.id, 'form', met.date, met.citizen_id, met.citizen, met.sex, met.birth_year, met.site_id, met.site, met.model, NULL, NULL, met.municipality_id, met.municipality, NULL AS worker_id, NULL AS worker, NULL AS role, NULL AS contact_kind
FROM received_forms AS met CROSS JOIN begun ON met.citizen_id = begun.citizen AND met.date = begun.first_on
WHERE met.valid;
CREATE VIEW "meetings_and_attendances" AS
SELECT met.id, met.record, met.date, met.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = met.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = met.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = met.citizen) AS birth_year,
    met.site AS site_id, (SELECT site.site FROM site WHERE site.id = met.site) AS site,
    (SELECT site.model FROM site WHERE site.id = met.site) AS model,
    met.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = met.programme) AS programme,
    (SELECT code FROM municipality WHERE code = CASE met.record WHEN 'contact' THEN coalesce(
        (SELECT site.municipality FROM site WHERE site.id = met.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = met.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = met.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    ) ELSE met.place END) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = CASE met.record WHEN 'contact' THEN coalesce(
        (SELECT site.municipality FROM site WHERE site.id = met.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = met.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = met.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    ) ELSE met.place END) AS municipality
FROM (
    SELECT every.*, CASE WHEN every.contact IS NULL THEN every.held_in ELSE (SELECT contact.programme FROM contact WHERE contact.id = every.contact) END AS programme
    FROM (
        SELECT id, 'contact' AS record, date, citizen, site, id AS contact, NULL AS held_in, NULL AS place
        FROM contact WHERE reached = 1
        UNION ALL
        SELECT id, 'attendance', date, citizen_id, site_id, NULL, programme_id, municipality_id
        FROM expected_attendances WHERE attended = 'yes'
    ) AS every
) AS met;
CREATE VIEW "active_citizens" AS
WITH other AS MATERIALIZED (
    SELECT citizen, date FROM (SELECT citizen, date AS date FROM attendance WHERE attendance.attended = 'yes'
UNION ALL
SELECT citizen, started_on AS date FROM enrolment WHERE 1
UNION ALL
SELECT citizen, date AS date FROM (SELECT citizen_id AS citizen, date FROM received_forms WHERE valid) WHERE 1) WHERE date IS NOT NULL
),
before AS MATERIALIZED (
    SELECT id AS citizen, max(coalesce((
            SELECT met.date FROM contact AS met
            WHERE met.citizen = citizen.id AND met.reached = 1 AND met.date < ''
            ORDER BY met.date DESC LIMIT 1
        ), ''), coalesce((
            SELECT max(met.date) FROM other AS met WHERE met.citizen = citizen.id AND met.date < ''
        ), '')) AS met_on FROM citizen
),
begun AS MATERIALIZED (
    SELECT met.citizen, met.date AS began_on, met.date AS met_on, before.met_on <> '' AS was_met
    FROM before CROSS JOIN contact AS met ON met.citizen = before.citizen
    WHERE met.reached = 1 AND met.date BETWEEN '' AND '9999-12-31' AND NOT EXISTS (
            SELECT 1 FROM contact AS near
            WHERE near.citizen = met.citizen AND near.reached = 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
        AND NOT EXISTS (
            SELECT 1 FROM other AS near
            WHERE near.citizen = met.citizen AND 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
    UNION
    SELECT met.citizen, met.date, met.date, before.met_on <> ''
    FROM other AS met CROSS JOIN before ON before.citizen = met.citizen
    WHERE met.date BETWEEN '' AND '9999-12-31' AND NOT EXISTS (
            SELECT 1 FROM contact AS near
            WHERE near.citizen = met.citizen AND near.reached = 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
        AND NOT EXISTS (
            SELECT 1 FROM other AS near
            WHERE near.citizen = met.citizen AND 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
    UNION ALL
    SELECT citizen, max(coalesce((
            SELECT met.date FROM contact AS met
            WHERE met.citizen = before.citizen AND met.reached = 1 AND met.date <= met_on AND NOT EXISTS (
            SELECT 1 FROM contact AS near
            WHERE near.citizen = met.citizen AND near.reached = 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
        AND NOT EXISTS (
            SELECT 1 FROM other AS near
            WHERE near.citizen = met.citizen AND 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
            ORDER BY met.date DESC LIMIT 1
        ), ''), coalesce((
            SELECT max(met.date) FROM other AS met WHERE met.citizen = before.citizen AND met.date <= met_on AND NOT EXISTS (
            SELECT 1 FROM contact AS near
            WHERE near.citizen = met.citizen AND near.reached = 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
        AND NOT EXISTS (
            SELECT 1 FROM other AS near
            WHERE near.citizen = met.citizen AND 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
        ), '')), met_on, 0 FROM before
    WHERE met_on >= (SELECT date('', (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')))
),
latest AS (
    SELECT citizen, began_on, was_met, min(coalesce((
            SELECT met.date FROM contact AS met
            WHERE met.citizen = begun.citizen AND met.reached = 1 AND met.date >= begun.met_on AND NOT EXISTS (
            SELECT 1 FROM contact AS near
            WHERE near.citizen = met.citizen AND near.reached = 1 AND near.date > met.date AND near.date <= date(met.date, (SELECT '+' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= met.date AND closed_on < near.date
            )
        )
        AND NOT EXISTS (
            SELECT 1 FROM other AS near
            WHERE near.citizen = met.citizen AND 1 AND near.date > met.date AND near.date <= date(met.date, (SELECT '+' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= met.date AND closed_on < near.date
            )
        )
            ORDER BY met.date LIMIT 1
        ), '9999-12-31'), coalesce((
            SELECT min(met.date) FROM other AS met WHERE met.citizen = begun.citizen AND met.date >= begun.met_on AND NOT EXISTS (
            SELECT 1 FROM contact AS near
            WHERE near.citizen = met.citizen AND near.reached = 1 AND near.date > met.date AND near.date <= date(met.date, (SELECT '+' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= met.date AND closed_on < near.date
            )
        )
        AND NOT EXISTS (
            SELECT 1 FROM other AS near
            WHERE near.citizen = met.citizen AND 1 AND near.date > met.date AND near.date <= date(met.date, (SELECT '+' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= met.date AND closed_on < near.date
            )
        )
        ), '9999-12-31')) AS met_on FROM begun
),
ending AS (
    SELECT citizen, began_on, was_met, date(met_on, (SELECT '+' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AS silent_on, (
            SELECT min(closed_on) FROM closing
            WHERE closing.citizen = latest.citizen AND closed_on >= met_on
        ) AS closed_on
    FROM latest
),
turn AS MATERIALIZED (
    SELECT citizen, began_on, coalesce(min(silent_on, closed_on), silent_on) AS over_on,
        CASE WHEN closed_on <= silent_on THEN 'closed' ELSE 'silent' END AS ended,
        CASE WHEN was_met OR EXISTS (
            SELECT 1 FROM contact AS met
            WHERE met.citizen = ending.citizen AND met.reached = 1 AND met.date < ending.began_on
        ) OR EXISTS (
            SELECT 1 FROM other AS met WHERE met.citizen = ending.citizen AND met.date < ending.began_on
        ) THEN 'returned' ELSE 'new' END AS began
    FROM ending
),
beginning AS MATERIALIZED (
    SELECT citizen, date AS began_on FROM contact AS met WHERE reached = 1 AND NOT EXISTS (
            SELECT 1 FROM contact AS near
            WHERE near.citizen = met.citizen AND near.reached = 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
        AND NOT EXISTS (
            SELECT 1 FROM other AS near
            WHERE near.citizen = met.citizen AND 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
    UNION
    SELECT citizen, date FROM other AS met WHERE NOT EXISTS (
            SELECT 1 FROM contact AS near
            WHERE near.citizen = met.citizen AND near.reached = 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
        AND NOT EXISTS (
            SELECT 1 FROM other AS near
            WHERE near.citizen = met.citizen AND 1 AND near.date < met.date AND near.date >= date(met.date, (SELECT '-' || (1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), 90
    )) || ' days')) AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= near.date AND closed_on < met.date
            )
        )
),
happened AS (
    SELECT citizen, began_on, +began AS event, +began_on AS date, +began_on AS holds_from,
        +over_on AS holds_until
    FROM turn
    UNION ALL
    SELECT citizen, began_on, +ended, +over_on, '9999-12-31', NULL FROM turn
)
SELECT happened.citizen AS id, happened.date, happened.event,
    10000000 * happened.citizen + CAST(julianday(happened.began_on) AS INTEGER) AS turn_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = happened.citizen) || ' (' || (
        SELECT count(*) FROM beginning
        WHERE beginning.citizen = happened.citizen AND beginning.began_on <= happened.began_on
    ) || ')' AS turn,
    happened.holds_from, happened.holds_until,
    place.citizen_id, place.citizen, place.sex, place.birth_year, place.site_id, place.site, place.model, place.programme_id, place.programme, place.municipality_id, place.municipality, place.worker_id, place.worker
FROM happened
CROSS JOIN new_citizens AS place ON place.citizen_id = happened.citizen;
CREATE VIEW "referrals" AS
SELECT referral.id, referral.date,
    referral.offer AS offer_id, (SELECT offer.offer FROM offer WHERE offer.id = referral.offer) AS offer,
    referral.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = referral.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = referral.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = referral.citizen) AS birth_year,
    referral.site AS site_id, (SELECT site.site FROM site WHERE site.id = referral.site) AS site,
    (SELECT site.model FROM site WHERE site.id = referral.site) AS model,
    referral.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = referral.programme) AS programme,
    (SELECT code FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = referral.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = referral.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = referral.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = referral.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = referral.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = referral.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality
FROM referral;
CREATE VIEW "referral_standings" AS
WITH known AS (
    SELECT id, date, citizen, offer, site, programme, outcome,
        max(date, coalesce(accepted_on, CASE WHEN outcome = 'accepted' THEN coalesce(outcome_date, date) END))
            AS agreed_on,
        max(date, CASE
            WHEN started_on IS NOT NULL THEN started_on
            WHEN outcome IN ('started', 'completed') THEN coalesce(outcome_date, date)
        END) AS began_on,
        CASE WHEN outcome NOT IN ('accepted', 'started')
            THEN max(date, coalesce(outcome_date, date)) END AS over_on
    FROM referral
),
moved AS ( -- DISTINCT: so that each day is worked out once a row, not wherever it is named
    SELECT DISTINCT *, CASE WHEN outcome = 'completed' THEN began_on
        ELSE min(coalesce(began_on, over_on), coalesce(over_on, began_on)) END AS left_on
    FROM known
),
stage (step, result) AS (
    VALUES ('pending', 'pending'), ('pending', 'accepted'), ('started', 'started'),
        ('completed', 'completed'), ('not_taken_up', 'not_taken_up')
),
step AS (
    SELECT moved.*, stage.step, CASE stage.result WHEN 'not_taken_up' THEN outcome ELSE stage.result END
            AS result,
        CASE stage.result WHEN 'pending' THEN date WHEN 'accepted' THEN agreed_on WHEN 'started' THEN began_on
            WHEN 'completed' THEN max(over_on, began_on) ELSE over_on END AS holds_from,
        CASE stage.result
            WHEN 'pending' THEN min(coalesce(agreed_on, left_on), coalesce(left_on, agreed_on))
            WHEN 'accepted' THEN left_on
            WHEN 'started' THEN CASE WHEN outcome = 'completed' THEN max(over_on, began_on) END
        END AS holds_until
    FROM moved JOIN stage ON CASE stage.result
        WHEN 'pending' THEN 1
        WHEN 'accepted' THEN agreed_on IS NOT NULL AND (left_on IS NULL OR agreed_on < left_on)
        WHEN 'started' THEN began_on IS NOT NULL
            AND (over_on IS NULL OR over_on >= began_on OR outcome = 'completed')
        WHEN 'completed' THEN outcome = 'completed'
        ELSE over_on IS NOT NULL AND outcome <> 'completed' AND (began_on IS NULL OR began_on > over_on)
    END
)
SELECT step.id, step.date,
    step.offer AS offer_id, (SELECT offer.offer FROM offer WHERE offer.id = step.offer) AS offer,
    step.step, step.outcome, step.result, step.holds_from, step.holds_until,
    CASE WHEN step.step IN ('started', 'completed')
        THEN CAST(julianday(step.began_on) - julianday(step.date) AS INTEGER) END AS days_to_start,
    step.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = step.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = step.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = step.citizen) AS birth_year,
    step.site AS site_id, (SELECT site.site FROM site WHERE site.id = step.site) AS site,
    (SELECT site.model FROM site WHERE site.id = step.site) AS model,
    step.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = step.programme) AS programme,
    (SELECT code FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = step.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = step.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = step.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = step.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = step.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = step.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality
FROM step;
CREATE VIEW "waiting_referrals" AS
WITH standing AS (
    SELECT *,
        CASE WHEN long THEN max(holds_from, date(date, '+91 days')) ELSE holds_from END AS since,
        CASE WHEN long OR step <> 'pending' THEN holds_until
            ELSE min(coalesce(holds_until, '9999'), date(date, '+91 days')) END AS until
    FROM referral_standings JOIN (SELECT 0 AS long UNION ALL SELECT 1) ON long = 0 OR step = 'pending'
)
SELECT id, date, offer_id, offer, step, outcome, long, days_to_start, days_to_start <= 30 AS soon,
    citizen_id, citizen, sex, birth_year, site_id, site, model, programme_id, programme,
    municipality_id, municipality, since AS holds_from, until AS holds_until
FROM standing
WHERE until IS NULL OR since < until;
CREATE VIEW "unnamed_heads" AS
SELECT headcount.id, headcount.date, headcount.unnamed, headcount.kind, headcount.kind AS contact_kind,
    headcount.worker AS worker_id, worker.worker, worker.role, headcount.minutes,
    headcount.site AS site_id, site.site,
    headcount.programme AS programme_id, programme.programme, municipality.code AS municipality_id, municipality.municipality, site.model
FROM headcount
LEFT JOIN worker ON worker.id = headcount.worker
LEFT JOIN site ON site.id = headcount.site
LEFT JOIN programme ON programme.id = headcount.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(site.municipality, home.value);
CREATE VIEW "enrolments" AS
SELECT enrolment.id, enrolment.started_on AS date,
    enrolment.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = enrolment.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = enrolment.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = enrolment.citizen) AS birth_year,
    enrolment.site AS site_id, (SELECT site.site FROM site WHERE site.id = enrolment.site) AS site,
    (SELECT site.model FROM site WHERE site.id = enrolment.site) AS model,
    enrolment.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = enrolment.programme) AS programme,
    (SELECT code FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = enrolment.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = enrolment.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = enrolment.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = enrolment.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = enrolment.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = enrolment.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality
FROM enrolment;
CREATE VIEW "course_standings" AS
WITH spell AS (
    SELECT id, citizen, programme, site, started_on,
        lead(started_on) OVER course AS next_on
    FROM enrolment
    WINDOW course AS (PARTITION BY citizen, programme ORDER BY started_on, id)
),
step AS (
    SELECT id, NULL AS status, started_on AS holds_from, 0 AS place
    FROM spell
    UNION ALL
    SELECT spell.id, status.status, status.date, status.id
    FROM spell
    JOIN status ON status.citizen = spell.citizen AND status.programme = spell.programme
    WHERE status.date >= spell.started_on
    AND (spell.next_on IS NULL OR status.date < spell.next_on)
),
held AS (
    SELECT id, status, holds_from,
        lead(holds_from) OVER (PARTITION BY id ORDER BY holds_from, place) AS holds_until
    FROM step
)
SELECT spell.id, spell.started_on AS date,
    held.status, held.holds_from, held.holds_until,
    spell.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = spell.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = spell.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = spell.citizen) AS birth_year,
    spell.site AS site_id, (SELECT site.site FROM site WHERE site.id = spell.site) AS site,
    (SELECT site.model FROM site WHERE site.id = spell.site) AS model,
    spell.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = spell.programme) AS programme,
    (SELECT code FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = spell.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = spell.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = spell.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = coalesce(
        (SELECT site.municipality FROM site WHERE site.id = spell.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = spell.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = spell.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )) AS municipality
FROM spell
JOIN held ON held.id = spell.id;
CREATE VIEW "municipality_models" AS
SELECT min(site.id) AS id, NULL AS date, NULL AS site_id, NULL AS site,
    municipality.code AS municipality_id, municipality.municipality, max(site.model) AS model
FROM site
JOIN municipality ON municipality.code = site.municipality
WHERE site.model IS NOT NULL
GROUP BY municipality.code
HAVING count(DISTINCT site.model) = 1;
CREATE VIEW "received_forms" AS
WITH checked AS (SELECT form.id, form.date, form.citizen, citizen.citizen AS citizen_name, citizen.sex, citizen.birth_year, citizen.site,
    form.form, form.self_rated_health, form.scale, form.wellbeing,
    CASE WHEN form.invalid_reason IS NOT 'unknown_municipality' THEN coalesce(form.municipality, citizen.municipality, site.municipality, home.value) END AS place,
    coalesce(form.invalid_reason, CASE
        WHEN form.citizen IS NULL THEN 'unknown_citizen'
        WHEN coalesce(form.municipality, citizen.municipality, site.municipality, home.value) IS NULL THEN 'unknown_municipality'
        WHEN form.date IS NULL THEN 'bad_date'
        WHEN form.form IS NULL THEN 'unknown_form'
        WHEN coalesce((coalesce(CASE form.scale WHEN 'who5' THEN 'srh5' ELSE coalesce((SELECT own_standard FROM (SELECT "scale" AS own_word, stands_for AS own_standard FROM "scale") WHERE own_word = form.scale), form.scale) END, 'srh5') = 'srh5' AND form.self_rated_health NOT BETWEEN 1 AND 5) OR (form.wellbeing NOT BETWEEN 0 AND 100) OR EXISTS (SELECT 1 FROM scale AS own WHERE own.scale = form.scale AND form.self_rated_health NOT BETWEEN own.lowest AND own.highest), 0) THEN 'bad_answer'
        WHEN (form.form = 'baseline' AND CASE form.scale WHEN 'srh5' THEN form.self_rated_health WHEN 'who5' THEN form.wellbeing ELSE form.self_rated_health END IS NULL) THEN 'missing_answer'
        WHEN EXISTS (
            SELECT 1 FROM form AS earlier
            WHERE earlier.citizen = form.citizen AND earlier.form = form.form AND earlier.date = form.date
            AND earlier.id < form.id
            AND coalesce(coalesce((SELECT own_standard FROM (SELECT "scale" AS own_word, stands_for AS own_standard FROM "scale") WHERE own_word = earlier.scale), earlier.scale), 'srh5')
                = coalesce(coalesce((SELECT own_standard FROM (SELECT "scale" AS own_word, stands_for AS own_standard FROM "scale") WHERE own_word = form.scale), form.scale), 'srh5')
            AND earlier.invalid_reason IS NULL
            AND NOT coalesce((coalesce(CASE earlier.scale WHEN 'who5' THEN 'srh5' ELSE coalesce((SELECT own_standard FROM (SELECT "scale" AS own_word, stands_for AS own_standard FROM "scale") WHERE own_word = earlier.scale), earlier.scale) END, 'srh5') = 'srh5' AND earlier.self_rated_health NOT BETWEEN 1 AND 5) OR (earlier.wellbeing NOT BETWEEN 0 AND 100) OR EXISTS (SELECT 1 FROM scale AS own WHERE own.scale = earlier.scale AND earlier.self_rated_health NOT BETWEEN own.lowest AND own.highest), 0) AND NOT (earlier.form = 'baseline' AND CASE earlier.scale WHEN 'srh5' THEN earlier.self_rated_health WHEN 'who5' THEN earlier.wellbeing ELSE earlier.self_rated_health END IS NULL)
            AND coalesce(earlier.municipality, citizen.municipality, site.municipality, home.value) IS NOT NULL
        ) THEN 'duplicate'
    END) AS reason
FROM form
LEFT JOIN citizen ON citizen.id = form.citizen
LEFT JOIN site ON site.id = citizen.site
LEFT JOIN setting AS home ON home.setting = 'municipality')
SELECT checked.id, checked.date, checked.citizen AS citizen_id, checked.citizen_name AS citizen,
    checked.sex, checked.birth_year, checked.site AS site_id, site.site, checked.form, checked.reason,
    checked.reason IS NULL AS valid, checked.self_rated_health, checked.scale, checked.wellbeing,
    municipality.code AS municipality_id, municipality.municipality, organised.model
FROM checked
LEFT JOIN site ON site.id = checked.site
LEFT JOIN municipality ON municipality.code = checked.place
LEFT JOIN municipality_models AS organised ON organised.municipality_id = checked.place;
CREATE VIEW "health_answers" AS
SELECT id, date, citizen_id, citizen, sex, birth_year, site_id, site, municipality_id, municipality, model,
    coalesce(CASE form.scale WHEN 'who5' THEN 'srh5' ELSE coalesce((SELECT own_standard FROM (SELECT "scale" AS own_word, stands_for AS own_standard FROM "scale") WHERE own_word = form.scale), form.scale) END, 'srh5') AS scale, self_rated_health AS score,
    (SELECT own.better FROM scale AS own WHERE own.scale = coalesce(CASE form.scale WHEN 'who5' THEN 'srh5' ELSE coalesce((SELECT own_standard FROM (SELECT "scale" AS own_word, stands_for AS own_standard FROM "scale") WHERE own_word = form.scale), form.scale) END, 'srh5')) AS better
FROM received_forms AS form
WHERE form.form = 'baseline' AND valid AND self_rated_health IS NOT NULL
UNION ALL
SELECT id, date, citizen_id, citizen, sex, birth_year, site_id, site, municipality_id, municipality, model,
    'who5' AS scale, wellbeing AS score,
    (SELECT own.better FROM scale AS own WHERE own.scale = 'who5') AS better
FROM received_forms AS form
WHERE form.form = 'baseline' AND valid AND wellbeing IS NOT NULL;
CREATE VIEW "reached_citizens" AS
WITH troubled (citizen, problem) AS (
    SELECT DISTINCT citizen.id AS spread_owner, own.term AS spread_key
    FROM (SELECT column1 AS word, column2 AS term FROM (VALUES ('homelessness', 'homelessness'), ('alcohol', 'alcohol'), ('cannabis', 'cannabis'), ('drugs', 'drugs'), ('mental_illness', 'mental_illness'), ('other', 'other'), ('alcohol', 'substance_use'), ('cannabis', 'substance_use'), ('drugs', 'substance_use')) UNION ALL SELECT "problem", coalesce(stands_for, "problem") FROM "problem" UNION ALL SELECT own."problem", member.column2 FROM (VALUES ('alcohol', 'substance_use'), ('cannabis', 'substance_use'), ('drugs', 'substance_use')) AS member JOIN "problem" AS own ON own.stands_for = member.column1) AS own
    JOIN citizen ON instr('|' || citizen.problems || '|', '|' || own.word || '|')
),
happening AS (
    SELECT id AS citizen, registered_on AS date, site, 'citizen' AS of, NULL AS contact,
        NULL AS held_in, NULL AS place
    FROM citizen
    UNION ALL
    SELECT citizen, date, site, 'contact', id, NULL, NULL FROM contact WHERE reached = 1
    UNION ALL
    SELECT citizen, started_on, site, 'enrolment', NULL, programme, NULL FROM enrolment
    UNION ALL
    SELECT citizen_id, date, site_id, 'attendance', NULL, programme_id, municipality_id
    FROM expected_attendances WHERE attended = 'yes'
    UNION ALL
    SELECT citizen_id, date, site_id, 'form', NULL, NULL, municipality_id FROM received_forms WHERE valid
)
SELECT citizen.id, happening.date, citizen.id AS citizen_id, citizen.citizen,
    citizen.sex, citizen.birth_year, citizen.previously_known, troubled.problem,
    happening.site AS site_id, site.site,
    programme.id AS programme_id, programme.programme,
    municipality.code AS municipality_id, municipality.municipality,
    CASE WHEN happening.of = 'form' THEN (SELECT model FROM municipality_models WHERE municipality_id = municipality.code) ELSE site.model END AS model
FROM happening
JOIN citizen ON citizen.id = happening.citizen
LEFT JOIN troubled ON troubled.citizen = citizen.id
LEFT JOIN site ON site.id = happening.site
LEFT JOIN programme ON programme.id = CASE WHEN happening.contact IS NULL THEN happening.held_in ELSE (SELECT contact.programme FROM contact WHERE contact.id = happening.contact) END
LEFT JOIN site AS own_site ON own_site.id = citizen.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = CASE
    WHEN happening.of IN ('attendance', 'form') THEN happening.place
    WHEN happening.of = 'citizen' THEN coalesce(citizen.municipality, site.municipality, home.value)
    ELSE coalesce(site.municipality, citizen.municipality, own_site.municipality, home.value)
END;
CREATE VIEW "sessions" AS
SELECT session.id, session.date, session."group", session.title, session.minutes, session.relatives,
    session.site AS site_id, site.site,
    session.programme AS programme_id, programme.programme,
    session.worker AS worker_id, worker.worker, worker.role,
    municipality.code AS municipality_id, municipality.municipality, site.model
FROM session
LEFT JOIN site ON site.id = session.site
LEFT JOIN programme ON programme.id = session.programme
LEFT JOIN worker ON worker.id = session.worker
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(site.municipality, home.value);
CREATE VIEW "expected_attendances" AS
SELECT attendance.id, attendance.date, attendance."group", attendance.attended,
    attendance.citizen AS citizen_id, citizen.citizen, citizen.sex, citizen.birth_year,
    site.id AS site_id, site.site,
    session.programme AS programme_id, programme.programme,
    municipality.code AS municipality_id, municipality.municipality, site.model
FROM attendance
LEFT JOIN session ON session.id = (
    SELECT min(held.id) FROM session AS held
    WHERE held."group" = attendance."group" AND held.date = attendance.date
)
LEFT JOIN citizen ON citizen.id = attendance.citizen
LEFT JOIN site ON site.id = session.site
LEFT JOIN programme ON programme.id = session.programme
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(site.municipality, home.value);
CREATE VIEW "attended" AS
SELECT id, date, "group", citizen_id, citizen, sex, birth_year, site_id, site, programme_id, programme,
    municipality_id, municipality, model, 1 AS heads
FROM expected_attendances
WHERE attended = 'yes'
UNION ALL
SELECT id, date, "group", NULL, NULL, NULL, NULL, site_id, site, programme_id, programme,
    municipality_id, municipality, model, relatives
FROM sessions
WHERE relatives > 0;
CREATE VIEW "group_members" AS
WITH spell AS (
    SELECT citizen, programme, site, started_on, id,
        lead(started_on) OVER (PARTITION BY citizen, programme ORDER BY started_on, id) AS next_on
    FROM enrolment
),
step AS (
    SELECT spell.*, 'active' AS status, started_on AS holds_from, 0 AS place FROM spell
    UNION ALL
    SELECT spell.*, coalesce((SELECT own_standard FROM (SELECT "status_word" AS own_word, stands_for AS own_standard FROM "status_word") WHERE own_word = status.status), status.status), status.date, status.id
    FROM spell
    JOIN status ON status.citizen = spell.citizen AND status.programme = spell.programme
    WHERE status.date >= spell.started_on AND (spell.next_on IS NULL OR status.date < spell.next_on)
),
held AS (
    SELECT citizen, programme, site, status, holds_from, coalesce(
        lead(holds_from) OVER (PARTITION BY id ORDER BY holds_from, place), next_on) AS holds_until
    FROM step
),
listed AS (
    SELECT held.citizen, programme.programme AS "group", held.programme, held.site,
        held.holds_from, held.holds_until, NULL AS place, 1 AS enrolled
    FROM held
    JOIN programme ON programme.id = held.programme
    WHERE held.status = 'active' AND (programme.kind = 'group'
        OR programme.programme IN (SELECT "group" FROM session)
        OR programme.programme IN (SELECT "group" FROM attendance))
    UNION ALL
    SELECT citizen_id, "group", programme_id, site_id, date, date(date, '+1 day'), municipality_id, 0
    FROM expected_attendances
    WHERE "group" NOT IN (SELECT programme FROM programme)
)
SELECT citizen.id, listed.holds_from AS date, listed."group", listed.citizen AS citizen_id, citizen.citizen,
    citizen.sex, citizen.birth_year, site.id AS site_id, site.site,
    listed.programme AS programme_id, programme.programme,
    listed.holds_from, listed.holds_until, municipality.code AS municipality_id, municipality.municipality, site.model
FROM listed
JOIN citizen ON citizen.id = listed.citizen
LEFT JOIN site ON site.id = listed.site
LEFT JOIN programme ON programme.id = listed.programme
LEFT JOIN site AS own_site ON own_site.id = citizen.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = CASE WHEN listed.enrolled
    THEN coalesce(site.municipality, citizen.municipality, own_site.municipality, home.value)
    ELSE listed.place END;
CREATE VIEW "days_of_presence" AS
SELECT presence.id, presence.date, presence.planned, presence.hours,
    presence.worker AS worker_id, worker.worker, worker.role,
    presence.site AS site_id, site.site,
    municipality.code AS municipality_id, municipality.municipality, site.model
FROM presence
LEFT JOIN worker ON worker.id = presence.worker
LEFT JOIN site ON site.id = presence.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(site.municipality, home.value);
CREATE VIEW "employments" AS
SELECT worker.id, worker.started_on AS date, worker.id AS worker_id, worker.worker, worker.role,
    worker.site AS site_id, site.site, worker.started_on AS holds_from, worker.ended_on AS holds_until,
    municipality.code AS municipality_id, municipality.municipality, site.model
FROM worker
LEFT JOIN site ON site.id = worker.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(worker.municipality, site.municipality, home.value);
CREATE VIEW "departures" AS
SELECT worker.id, worker.ended_on AS date, worker.id AS worker_id, worker.worker, worker.role,
    worker.site AS site_id, site.site, worker.started_on AS holds_from, worker.ended_on AS holds_until,
    municipality.code AS municipality_id, municipality.municipality, site.model
FROM worker
LEFT JOIN site ON site.id = worker.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(worker.municipality, site.municipality, home.value)
WHERE worker.ended_on IS NOT NULL;
CREATE VIEW "assigned" AS
SELECT assignment.id, assignment.started_on AS date, assignment.role,
    assignment.started_on AS holds_from, assignment.ended_on AS holds_until,
assignment.citizen AS citizen_id, citizen.citizen, citizen.sex, citizen.birth_year,
    assignment.worker AS worker_id, worker.worker,
    citizen.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality, site.model
FROM assignment
JOIN citizen ON citizen.id = assignment.citizen
LEFT JOIN worker ON worker.id = assignment.worker
LEFT JOIN site ON site.id = citizen.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(citizen.municipality, site.municipality, home.value);
CREATE VIEW "ended_assignments" AS
SELECT assignment.id, assignment.ended_on AS date, assignment.role,
assignment.citizen AS citizen_id, citizen.citizen, citizen.sex, citizen.birth_year,
    assignment.worker AS worker_id, worker.worker,
    citizen.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality, site.model
FROM assignment
JOIN citizen ON citizen.id = assignment.citizen
LEFT JOIN worker ON worker.id = assignment.worker
LEFT JOIN site ON site.id = citizen.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(citizen.municipality, site.municipality, home.value)
WHERE assignment.ended_on IS NOT NULL;
CREATE VIEW "caseloads" AS
WITH partnered AS (
    SELECT citizen, started_on, max(coalesce(ended_on, '9999')) OVER turn AS until,
        lead(started_on) OVER turn AS next_on
    FROM assignment
    WHERE role = 'pathway_partner'
    WINDOW turn AS (PARTITION BY citizen ORDER BY started_on, id)
),
closed AS MATERIALIZED (
    SELECT citizen, min(closed_on) AS closed_on, reopened_on
    FROM (
        SELECT citizen, closed_on, coalesce((SELECT min(day) FROM (SELECT date AS day, 'contact' AS kind, contact.id FROM contact WHERE contact.citizen = closing.citizen AND contact.reached = 1 AND date > closing.closed_on UNION ALL SELECT date AS day, 'attendance' AS kind, attendance.id FROM attendance WHERE attendance.citizen = closing.citizen AND attendance.attended = 'yes' AND date > closing.closed_on UNION ALL SELECT started_on AS day, 'enrolment' AS kind, enrolment.id FROM enrolment WHERE enrolment.citizen = closing.citizen AND 1 AND started_on > closing.closed_on UNION ALL SELECT started_on AS day, 'assignment' AS kind, assignment.id FROM assignment WHERE assignment.citizen = closing.citizen AND 1 AND started_on > closing.closed_on)), '9999') AS reopened_on
        FROM closing
    )
    GROUP BY citizen, reopened_on
),
alone AS (
    SELECT citizen.id AS citizen, coalesce(citizen.registered_on, '') AS since, coalesce(
        (SELECT min(started_on) FROM partnered WHERE partnered.citizen = citizen.id), '9999') AS until
    FROM citizen
    UNION ALL
    SELECT partnered.citizen, max(partnered.until, coalesce(citizen.registered_on, '')),
        coalesce(partnered.next_on, '9999')
    FROM partnered JOIN citizen ON citizen.id = partnered.citizen
    WHERE partnered.until < '9999'
),
opened AS (
    SELECT citizen, since, until FROM alone
    UNION ALL
    SELECT alone.citizen, closed.reopened_on, alone.until
    FROM alone JOIN closed ON closed.citizen = alone.citizen
    WHERE closed.reopened_on > alone.since AND closed.reopened_on < alone.until
),
left_alone AS (
    SELECT opened.citizen, opened.since, min(opened.until, coalesce((
        SELECT min(closed_on) FROM closed
        WHERE closed.citizen = opened.citizen AND closed.closed_on > opened.since
    ), '9999')) AS until
    FROM opened
    WHERE NOT EXISTS (
        SELECT 1 FROM closed
        WHERE closed.citizen = opened.citizen AND opened.since >= closed.closed_on
        AND opened.since < closed.reopened_on
    )
),
carried AS (
    SELECT citizen, worker, role, started_on AS holds_from, ended_on AS holds_until FROM assignment
    UNION ALL
    SELECT citizen, NULL, NULL, nullif(since, ''), nullif(until, '9999')
    FROM left_alone
    WHERE since < until
)
SELECT citizen.id, carried.holds_from AS date, carried.role, carried.holds_from, carried.holds_until,
carried.citizen AS citizen_id, citizen.citizen, citizen.sex, citizen.birth_year,
    carried.worker AS worker_id, worker.worker,
    citizen.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality, site.model
FROM carried
JOIN citizen ON citizen.id = carried.citizen
LEFT JOIN worker ON worker.id = carried.worker
LEFT JOIN site ON site.id = citizen.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(citizen.municipality, site.municipality, home.value);
CREATE VIEW "silences" AS
WITH quiet AS (
    SELECT citizen.id AS citizen, NULL AS silent_from, (
        SELECT contact.date FROM contact
        WHERE contact.citizen = citizen.id AND contact.reached = 1
        ORDER BY contact.date LIMIT 1
    ) AS silent_until
    FROM citizen
    UNION ALL
    SELECT citizen, date(date, '+30 days'), lead(date) OVER (PARTITION BY citizen ORDER BY date, id)
    FROM (SELECT id, citizen, date FROM contact WHERE reached = 1)
),
silent AS (
    SELECT quiet.citizen, caseloads.worker_id AS worker, caseloads.role,
        quiet.silent_from, quiet.silent_until,
        nullif(max(coalesce(quiet.silent_from, ''), coalesce(caseloads.holds_from, '')), '') AS holds_from,
        nullif(min(coalesce(quiet.silent_until, '9999'), coalesce(caseloads.holds_until, '9999')), '9999')
            AS holds_until
    FROM quiet
    JOIN caseloads ON caseloads.citizen_id = quiet.citizen
    WHERE quiet.silent_from IS NULL OR quiet.silent_until IS NULL OR quiet.silent_from < quiet.silent_until
)
SELECT citizen.id, silent.holds_from AS date, silent.role, silent.silent_from, silent.silent_until,
    silent.holds_from, silent.holds_until,
silent.citizen AS citizen_id, citizen.citizen, citizen.sex, citizen.birth_year,
    silent.worker AS worker_id, worker.worker,
    citizen.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality, site.model
FROM silent
JOIN citizen ON citizen.id = silent.citizen
LEFT JOIN worker ON worker.id = silent.worker
LEFT JOIN site ON site.id = citizen.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(citizen.municipality, site.municipality, home.value);
CREATE VIEW "caseload_contacts" AS
SELECT contact.id, contact.id AS contact, contact.date, caseloads.role,
    caseloads.holds_from, caseloads.holds_until,
    caseloads.citizen_id, caseloads.citizen, caseloads.sex, caseloads.birth_year,
    caseloads.worker_id, caseloads.worker, caseloads.site_id, caseloads.site, caseloads.model,
    caseloads.municipality_id, caseloads.municipality
FROM caseloads
JOIN contact ON contact.citizen = caseloads.citizen_id AND contact.reached = 1;
CREATE VIEW "projects" AS
SELECT project.id, project.started_on AS date, project.id AS project_id, project.project, project.owner,
    project.aim, project.level, project.status, project.started_on, project.ended_on,
    project.started_on AS holds_from, NULL AS holds_until,
    municipality.code AS municipality_id, municipality.municipality
FROM project
LEFT JOIN municipality ON municipality.code = project.municipality;
CREATE VIEW "deliverables" AS
SELECT deliverable.id, deliverable.published_on AS date, deliverable.title, deliverable.kind,
    deliverable.project AS project_id, project.project,
    municipality.code AS municipality_id, municipality.municipality
FROM deliverable
JOIN project ON project.id = deliverable.project
LEFT JOIN municipality ON municipality.code = project.municipality;
CREATE VIEW "milestones" AS
SELECT milestone.id, milestone.date, milestone.date AS decided_on, milestone.body, milestone.note,
    milestone.project AS project_id, project.project,
    municipality.code AS municipality_id, municipality.municipality
FROM milestone
JOIN project ON project.id = milestone.project
LEFT JOIN municipality ON municipality.code = project.municipality;
CREATE VIEW "observations" AS
SELECT observation.id, observation.date, observation.kind, observation.kind AS observation_kind,
    observation.code, observation.code AS observation, observation.note, 'open' AS state, observation.date AS holds_from, observation.closed_on AS holds_until,
    observation.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality, site.model
FROM observation
LEFT JOIN site ON site.id = observation.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(observation.municipality, site.municipality, home.value)
WHERE 1
UNION ALL
SELECT observation.id, observation.date, observation.kind, observation.kind AS observation_kind,
    observation.code, observation.code AS observation, observation.note, 'closed' AS state, observation.closed_on AS holds_from, NULL AS holds_until,
    observation.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality, site.model
FROM observation
LEFT JOIN site ON site.id = observation.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(observation.municipality, site.municipality, home.value)
WHERE 1 AND observation.closed_on IS NOT NULL;
CREATE VIEW "barriers" AS
SELECT observation.id, observation.date, observation.kind, observation.kind AS observation_kind,
    observation.code, observation.code AS barrier, observation.note, 'open' AS state, observation.date AS holds_from, observation.closed_on AS holds_until,
    observation.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality, site.model
FROM observation
LEFT JOIN site ON site.id = observation.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(observation.municipality, site.municipality, home.value)
WHERE observation.kind = 'barrier'
UNION ALL
SELECT observation.id, observation.date, observation.kind, observation.kind AS observation_kind,
    observation.code, observation.code AS barrier, observation.note, 'closed' AS state, observation.closed_on AS holds_from, NULL AS holds_until,
    observation.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality, site.model
FROM observation
LEFT JOIN site ON site.id = observation.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(observation.municipality, site.municipality, home.value)
WHERE observation.kind = 'barrier' AND observation.closed_on IS NOT NULL;
CREATE VIEW "other_observations" AS
SELECT observation.id, observation.date, observation.kind, observation.kind AS observation_kind,
    observation.code, observation.code AS observation, observation.note, 'open' AS state, observation.date AS holds_from, observation.closed_on AS holds_until,
    observation.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality, site.model
FROM observation
LEFT JOIN site ON site.id = observation.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(observation.municipality, site.municipality, home.value)
WHERE observation.kind <> 'barrier'
UNION ALL
SELECT observation.id, observation.date, observation.kind, observation.kind AS observation_kind,
    observation.code, observation.code AS observation, observation.note, 'closed' AS state, observation.closed_on AS holds_from, NULL AS holds_until,
    observation.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality, site.model
FROM observation
LEFT JOIN site ON site.id = observation.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = coalesce(observation.municipality, site.municipality, home.value)
WHERE observation.kind <> 'barrier' AND observation.closed_on IS NOT NULL;
CREATE VIEW "flaws" AS
WITH answer AS MATERIALIZED (SELECT id, date, citizen_id, site_id, scale FROM health_answers),
flaw AS (SELECT 'conversation_without_site' AS "check", flaw.* FROM (
SELECT 'contact' AS record, id, date, citizen, site, date AS holds_from, NULL AS holds_until,
    NULL AS alike
FROM contact
WHERE kind = 'conversation' AND reached = 1 AND site IS NULL
) AS flaw
UNION ALL
SELECT 'referral_without_outcome' AS "check", flaw.* FROM (
SELECT 'referral', id, NULL, citizen, site,
    date(date, '+' || CAST(ifnull((SELECT value FROM setting WHERE setting = 'referral_days'), 30) AS INTEGER) || ' days', '+1 day'),
    CASE WHEN outcome IS NOT NULL THEN coalesce(accepted_on, started_on, outcome_date, date) END, NULL
FROM referral
) AS flaw
UNION ALL
SELECT 'enrolment_without_status' AS "check", flaw.* FROM (
SELECT 'enrolment', id, NULL, citizen, site, started_on, (
    SELECT min(status.date) FROM status
    WHERE status.citizen = spell.citizen AND status.programme = spell.programme
    AND status.date >= spell.started_on AND (spell.next_on IS NULL OR status.date < spell.next_on)), NULL
FROM (
    SELECT *, lead(started_on) OVER (PARTITION BY citizen, programme ORDER BY started_on, id) AS next_on
    FROM enrolment
) AS spell
) AS flaw
UNION ALL
SELECT 'status_without_enrolment' AS "check", flaw.* FROM (
SELECT 'status', id, date, citizen, NULL, date, NULL, NULL FROM status
WHERE NOT EXISTS (
    SELECT 1 FROM enrolment
    WHERE enrolment.citizen = status.citizen AND enrolment.programme = status.programme
)
) AS flaw
UNION ALL
SELECT 'follow_up_due' AS "check", flaw.* FROM (
SELECT 'form', min(answer.id), NULL, answer.citizen_id, min(answer.site_id),
    date(answer.date, '+' || CAST(ifnull((SELECT value FROM setting WHERE setting = 'follow_up_days'), 180) AS INTEGER) || ' days'), (
        SELECT min(later.date) FROM answer AS later
        WHERE later.citizen_id = answer.citizen_id AND later.scale = answer.scale
        AND later.date > answer.date), NULL
FROM answer
JOIN (
    SELECT citizen_id, scale, min(date) AS first_on FROM answer GROUP BY citizen_id, scale
) AS first ON first.citizen_id = answer.citizen_id AND first.scale = answer.scale
    AND first.first_on = answer.date
GROUP BY answer.citizen_id, answer.scale
) AS flaw
UNION ALL
SELECT 'looks_registered_twice' AS "check", flaw.* FROM (
SELECT 'citizen', id, NULL, id, site, nullif(min(since), ''), NULL, group_concat(code, ', ')
FROM (
    SELECT one.id, one.site, other.citizen AS code,
        max(coalesce(one.registered_on, ''), coalesce(other.registered_on, '')) AS since
    FROM (
SELECT one, other FROM (WITH RECURSIVE headed AS MATERIALIZED (
    SELECT id, code, head, replace(replace(replace(replace(head, '-', ''), ' ', ''), '.', ''), '_', '') AS own
    FROM (SELECT id, upper(citizen) AS code, rtrim(upper(citizen), '0123456789') AS head FROM citizen)
),
sign (id, code, place, own, open) AS (
    SELECT id, code, 0, '', 1 FROM headed WHERE head GLOB '*[0-9]*'
    UNION ALL
    SELECT sign.id, sign.code, sign.place + 1, sign.own || CASE
            WHEN substr(sign.code, sign.place + 1, 1) IN ('-', ' ', '.', '_') THEN ''
            WHEN substr(sign.code, sign.place + 1, 1) = '0' AND sign.open AND substr(sign.code, sign.place + 2, 1) BETWEEN '0' AND '9' THEN ''
            ELSE substr(sign.code, sign.place + 1, 1)
        END,
        CASE WHEN substr(sign.code, sign.place + 1, 1) BETWEEN '1' AND '9' THEN 0 WHEN substr(sign.code, sign.place + 1, 1) = '0' THEN sign.open ELSE 1 END
    FROM sign
    WHERE sign.place < length(sign.code)
),
known AS MATERIALIZED (
    SELECT id, own, length(code) AS size, length(own) AS spelt FROM sign WHERE place = length(code)
    UNION ALL
    SELECT id, own || ltrim(substr(substr(code, length(head) + 1), 1, length(substr(code, length(head) + 1)) - 1), '0') || substr(substr(code, length(head) + 1), -1),
        length(code), length(own)
    FROM headed WHERE head NOT GLOB '*[0-9]*'
),
place (place) AS MATERIALIZED (
    SELECT 1 UNION ALL SELECT place + 1 FROM place WHERE place < (SELECT max(spelt) FROM known)
),
letter AS MATERIALIZED (
    SELECT known.id, known.own, known.size, place.place
    FROM known JOIN place ON place.place <= known.spelt
    WHERE substr(known.own, place.place, 1) NOT BETWEEN '0' AND '9'
),
lettering AS MATERIALIZED (
    SELECT id, count(*) OVER (PARTITION BY letters) AS carried
    FROM (SELECT id, group_concat(substr(own, place, 1), '') AS letters FROM letter GROUP BY id)
),
replaced AS MATERIALIZED (
    SELECT id, substr(own, 1, place - 1) || '?' || substr(own, place + 1) AS said
    FROM letter WHERE size >= 4
),
near (one, other) AS MATERIALIZED (
    SELECT one.id, other.id FROM replaced AS one
    CROSS JOIN replaced AS other ON other.said = one.said AND other.id <> one.id
    UNION ALL
    SELECT letter.id, known.id FROM letter
    CROSS JOIN known ON known.own = substr(letter.own, 1, place - 1) || substr(letter.own, place + 1)
    WHERE letter.size >= 4
)
SELECT one.id AS one, other.id AS other
FROM known AS one JOIN known AS other ON other.own = one.own AND other.id <> one.id
UNION
SELECT iif(way, one, other), iif(way, other, one) FROM near CROSS JOIN (SELECT 0 AS way UNION ALL SELECT 1)
WHERE min(
    (SELECT carried FROM lettering WHERE id = one), (SELECT carried FROM lettering WHERE id = other)
) <= 3)
UNION
SELECT one.id, other.id
FROM citizen AS one
JOIN citizen AS other ON other.birth_year = one.birth_year AND other.sex = one.sex AND other.site = one.site
    AND other.id <> one.id
WHERE abs(julianday(one.registered_on) - julianday(other.registered_on)) <= 7
) AS pair
    JOIN citizen AS one ON one.id = pair.one
    JOIN citizen AS other ON other.id = pair.other
    WHERE NOT EXISTS (
        SELECT 1 FROM doublet
        WHERE same = 0 AND (
            (doublet.citizen = one.id AND doublet.code = other.citizen)
            OR (doublet.citizen = other.id AND doublet.code = one.citizen)
        )
    )
    ORDER BY one.id, other.citizen
)
GROUP BY id
) AS flaw
UNION ALL
SELECT 'before_registration' AS "check", flaw.* FROM (
SELECT 'contact', contact.id, contact.date, contact.citizen, contact.site, contact.date, NULL, NULL
FROM contact JOIN citizen ON citizen.id = contact.citizen WHERE contact.date < citizen.registered_on
UNION ALL
SELECT 'referral', referral.id, referral.date, referral.citizen, referral.site, referral.date, NULL, NULL
FROM referral JOIN citizen ON citizen.id = referral.citizen WHERE referral.date < citizen.registered_on
UNION ALL
SELECT 'enrolment', enrolment.id, enrolment.started_on, enrolment.citizen, enrolment.site,
    enrolment.started_on, NULL, NULL
FROM enrolment JOIN citizen ON citizen.id = enrolment.citizen
WHERE enrolment.started_on < citizen.registered_on
) AS flaw
UNION ALL
SELECT 'same_day_twice' AS "check", flaw.* FROM (
SELECT 'contact', id, date, citizen, site, date, NULL, alike
FROM (
    SELECT *, (
        SELECT group_concat(id, ', ')
        FROM (SELECT earlier.id FROM contact AS earlier WHERE earlier.citizen = contact.citizen AND earlier.date = contact.date AND earlier.id < contact.id AND (
    earlier.kind = contact.kind AND earlier.reached = contact.reached AND (earlier.site = contact.site OR earlier.site IS NULL OR contact.site IS NULL) AND (earlier.worker = contact.worker OR earlier.worker IS NULL OR contact.worker IS NULL) AND (earlier.programme = contact.programme OR earlier.programme IS NULL OR contact.programme IS NULL) AND (earlier.minutes = contact.minutes OR earlier.minutes IS NULL OR contact.minutes IS NULL) OR (
    SELECT count(*) FROM change WHERE id IN (contact.change, earlier.change) AND command = 'import'
) = 2
    AND contact.source_id IS NULL AND earlier.source_id IS NULL
) ORDER BY earlier.id)
    ) AS alike
    FROM contact WHERE id IN ( -- those few are found over an index alone, and only their rows are read
        SELECT id FROM contact WHERE EXISTS (SELECT 1 FROM contact AS earlier WHERE earlier.citizen = contact.citizen AND earlier.date = contact.date AND earlier.id < contact.id)
    )
)
WHERE alike NOT NULL
) AS flaw
UNION ALL
SELECT 'presence_without_conversation' AS "check", flaw.* FROM (
SELECT 'presence', id, date, NULL, site, date, NULL, NULL
FROM presence
WHERE planned = 0 AND NOT EXISTS (
    SELECT 1 FROM contact
    WHERE contact.site = presence.site AND contact.date = presence.date
    AND contact.kind = 'conversation' AND contact.reached = 1
)
) AS flaw
UNION ALL
SELECT 'invalid_form' AS "check", flaw.* FROM (
SELECT 'form', id, date, citizen_id, site_id, date, NULL, NULL FROM received_forms WHERE NOT valid
) AS flaw)
SELECT flaw.id, flaw.date, flaw.holds_from AS since, flaw."check", flaw.record,
    flaw.holds_from, flaw.holds_until, flaw.alike,
    flaw.citizen AS citizen_id, citizen.citizen, citizen.sex, citizen.birth_year,
    flaw.site AS site_id, site.site, municipality.code AS municipality_id, municipality.municipality,
    CASE WHEN flaw.record = 'form' THEN (SELECT model FROM municipality_models WHERE municipality_id = municipality.code) ELSE site.model END AS model
FROM flaw
LEFT JOIN citizen ON citizen.id = flaw.citizen
LEFT JOIN site ON site.id = flaw.site
LEFT JOIN form ON flaw.record = 'form' AND form.id = flaw.id
LEFT JOIN site AS own_site ON own_site.id = citizen.site
LEFT JOIN setting AS home ON home.setting = 'municipality'
LEFT JOIN municipality ON municipality.code = CASE WHEN flaw.record IN ('form', 'citizen')
    THEN CASE WHEN form.invalid_reason IS NOT 'unknown_municipality' THEN coalesce(form.municipality, citizen.municipality, own_site.municipality, home.value) END
    ELSE coalesce(site.municipality, citizen.municipality, own_site.municipality, home.value)
END;
CREATE VIEW "statements" AS
SELECT told.field, told.record, told.id, told.date,
    told.field || '-' || told.id AS place, 8 * told.id + told.number AS place_id,
    CASE told.field
        WHEN 'birth_year' THEN (SELECT citizen.birth_year IS NOT NULL FROM citizen WHERE citizen.id = told.id)
        WHEN 'sex' THEN (SELECT citizen.sex IS NOT NULL FROM citizen WHERE citizen.id = told.id)
        WHEN 'municipality' THEN (SELECT citizen.municipality IS NOT NULL FROM citizen WHERE citizen.id = told.id)
        WHEN 'problems' THEN (SELECT citizen.problems IS NOT NULL FROM citizen WHERE citizen.id = told.id)
        WHEN 'previously_known' THEN (SELECT citizen.previously_known IS NOT NULL FROM citizen WHERE citizen.id = told.id)
        WHEN 'contact_site' THEN told.site IS NOT NULL
        WHEN 'contact_minutes' THEN (SELECT minutes IS NOT NULL FROM contact WHERE contact.id = told.id)
        ELSE told.result <> 'pending'
    END AS stated,
    told.holds_from, told.holds_until,
    told.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = told.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = told.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = told.citizen) AS birth_year,
    told.site AS site_id, (SELECT site.site FROM site WHERE site.id = told.site) AS site,
    CASE WHEN told.of = 'form' THEN (SELECT model FROM municipality_models WHERE municipality_id = told.place) ELSE (SELECT site.model FROM site WHERE site.id = told.site) END AS model,
    told.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = told.programme) AS programme,
    (SELECT code FROM municipality WHERE code = CASE
    WHEN told.of = 'citizen' THEN coalesce(
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = told.id),
        (SELECT site.municipality FROM site WHERE site.id = told.site),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )
    WHEN told.of IN ('attendance', 'form', 'referral') THEN told.place
    ELSE coalesce(
        (SELECT site.municipality FROM site WHERE site.id = told.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = told.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = told.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )
END) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = CASE
    WHEN told.of = 'citizen' THEN coalesce(
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = told.id),
        (SELECT site.municipality FROM site WHERE site.id = told.site),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )
    WHEN told.of IN ('attendance', 'form', 'referral') THEN told.place
    ELSE coalesce(
        (SELECT site.municipality FROM site WHERE site.id = told.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = told.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = told.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )
END) AS municipality
FROM (
    SELECT every.*, field.field, field.number, CASE WHEN every.contact IS NULL THEN every.held_in ELSE (SELECT contact.programme FROM contact WHERE contact.id = every.contact) END AS programme
    FROM (
        SELECT 'citizen' AS record, citizen AS id, date, citizen, site, of, contact, held_in, place,
            NULL AS holds_from, NULL AS holds_until, NULL AS result
        FROM (    SELECT id AS citizen, registered_on AS date, site, 'citizen' AS of, NULL AS contact,
        NULL AS held_in, NULL AS place
    FROM citizen
    UNION ALL
    SELECT citizen, date, site, 'contact', id, NULL, NULL FROM contact WHERE reached = 1
    UNION ALL
    SELECT citizen, started_on, site, 'enrolment', NULL, programme, NULL FROM enrolment
    UNION ALL
    SELECT citizen_id, date, site_id, 'attendance', NULL, programme_id, municipality_id
    FROM expected_attendances WHERE attended = 'yes'
    UNION ALL
    SELECT citizen_id, date, site_id, 'form', NULL, NULL, municipality_id FROM received_forms WHERE valid)
        UNION ALL
        SELECT 'contact', id, date, citizen, site, 'contact', id, NULL, NULL, NULL, NULL, NULL
        FROM contact WHERE reached = 1
        UNION ALL
        SELECT 'referral', id, date, citizen_id, site_id, 'referral', NULL, programme_id, municipality_id,
            holds_from, holds_until, result
        FROM referral_standings
    ) AS every
    JOIN (SELECT 'birth_year' AS field, 0 AS number, 'citizen' AS record
    UNION ALL SELECT 'sex' AS field, 1 AS number, 'citizen' AS record
    UNION ALL SELECT 'municipality' AS field, 2 AS number, 'citizen' AS record
    UNION ALL SELECT 'problems' AS field, 3 AS number, 'citizen' AS record
    UNION ALL SELECT 'previously_known' AS field, 4 AS number, 'citizen' AS record
    UNION ALL SELECT 'contact_site' AS field, 5 AS number, 'contact' AS record
    UNION ALL SELECT 'contact_minutes' AS field, 6 AS number, 'contact' AS record
    UNION ALL SELECT 'referral_outcome' AS field, 7 AS number, 'referral' AS record) AS field ON field.record = every.record
) AS told;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('change',5);
INSERT INTO "sqlite_sequence" VALUES('setting',1);
INSERT INTO "sqlite_sequence" VALUES('site',1);
INSERT INTO "sqlite_sequence" VALUES('offer',1);
INSERT INTO "sqlite_sequence" VALUES('citizen',2);
INSERT INTO "sqlite_sequence" VALUES('contact',4);
INSERT INTO "sqlite_sequence" VALUES('referral',1);
COMMIT;
