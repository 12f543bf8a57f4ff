-- The index of words in SQLCipher: FTS5 without a copy of the text; what is deleted leaves no trace in it.

CREATE TABLE search_person (id INTEGER NOT NULL PRIMARY KEY, case_id BLOB NOT NULL)

CREATE INDEX ix_search_person_case_id ON search_person (case_id)

CREATE TABLE search_note (id INTEGER NOT NULL PRIMARY KEY, object_id BLOB NOT NULL, case_id BLOB NOT NULL)

CREATE INDEX ix_search_note_case_id ON search_note (case_id)

CREATE INDEX ix_search_note_object_id ON search_note (object_id)

CREATE VIRTUAL TABLE search_people USING fts5(
    words, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2', detail='none'
)

INSERT INTO search_people(search_people, rank) VALUES ('secure-delete', 1)

CREATE VIRTUAL TABLE search_notes USING fts5(
    words, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2', detail='none'
)

INSERT INTO search_notes(search_notes, rank) VALUES ('secure-delete', 1)

-- Everything by which a case is found: names with and without what stands between their parts, references, the number
-- as it is read and typed, the telephone as it is stored, as it is dialled here, and its last digits.
CREATE VIEW search_person_says AS
WITH asked AS (
    SELECT p.id, p.case_id, k.client_id, c.given_name, c.family_name, coalesce(c.known_as, '') AS known_as,
           coalesce(k.external_reference, '') AS external_reference,
           coalesce(k.referrer_reference, '') AS referrer_reference,
           CAST(k.number AS TEXT) AS number,
           CASE WHEN k.number < 1000 THEN substr('000' || k.number, -4) ELSE CAST(k.number AS TEXT) END AS padded,
           replace(replace(replace(replace(replace(coalesce(c.phone, ''), '+', ''), '(', ''), ')', ''), ' ', ''), '-', '') AS phone
    FROM search_person p JOIN "case" k ON k.id = p.case_id JOIN client c ON c.id = k.client_id
), said AS (
    SELECT id, case_id, client_id,
           given_name || ' ' || family_name || ' ' || known_as || ' ' ||
           replace(replace(replace(replace(replace(given_name, ' ', ''), '-', ''), '''', ''), '’', ''), '.', '') || ' ' ||
           replace(replace(replace(replace(replace(family_name, ' ', ''), '-', ''), '''', ''), '’', ''), '.', '') || ' ' ||
           external_reference || ' ' || referrer_reference || ' ' ||
           replace(replace(replace(replace(external_reference, ' ', ''), '-', ''), '/', ''), '.', '') || ' ' ||
           replace(replace(replace(replace(referrer_reference, ' ', ''), '-', ''), '/', ''), '.', '') || ' ' ||
           number || ' ' || padded || ' p' || padded || ' ' || phone || ' ' || substr(phone, -6) || ' ' ||
           CASE WHEN phone LIKE '44%' OR phone LIKE '31%' THEN '0' || substr(phone, 3) ELSE '' END AS words
    FROM asked
)
SELECT id, case_id, client_id,
       replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
       replace(replace(replace(words,
       'ł', 'l'), 'Ł', 'l'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'Ð', 'd'), 'ı', 'i'), 'İ', 'i'),
       'ß', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th') AS words
FROM said

CREATE VIEW search_note_says AS
WITH said AS (
    SELECT id AS object_id, case_id, session_id, at, text AS words FROM session_note WHERE text IS NOT NULL
    UNION ALL
    SELECT id, case_id, session_id, at, summary FROM one_to_one
)
SELECT object_id, case_id, session_id, at,
       replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
       replace(replace(replace(words,
       'ł', 'l'), 'Ł', 'l'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'Ð', 'd'), 'ı', 'i'), 'İ', 'i'),
       'ß', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th') AS words
FROM said

CREATE TRIGGER search_case_new AFTER INSERT ON "case" BEGIN
    INSERT INTO search_person(case_id) VALUES (new.id);
    INSERT INTO search_people(rowid, words) SELECT id, words FROM search_person_says WHERE case_id = new.id;
END

CREATE TRIGGER search_case_changed
AFTER UPDATE OF client_id, number, external_reference, referrer_reference ON "case" BEGIN
    DELETE FROM search_people WHERE rowid IN (SELECT id FROM search_person WHERE case_id = new.id);
    INSERT INTO search_people(rowid, words) SELECT id, words FROM search_person_says WHERE case_id = new.id;
END

CREATE TRIGGER search_case_gone AFTER DELETE ON "case" BEGIN
    DELETE FROM search_people WHERE rowid IN (SELECT id FROM search_person WHERE case_id = old.id);
    DELETE FROM search_person WHERE case_id = old.id;
END

CREATE TRIGGER search_client_changed AFTER UPDATE OF given_name, family_name, known_as, phone ON client BEGIN
    DELETE FROM search_people WHERE rowid IN (SELECT id FROM search_person_says WHERE client_id = new.id);
    INSERT INTO search_people(rowid, words) SELECT id, words FROM search_person_says WHERE client_id = new.id;
END

-- A note that was written again is found by its last words alone.
CREATE TRIGGER search_session_note_new AFTER INSERT ON session_note BEGIN
    DELETE FROM search_notes WHERE rowid IN (SELECT s.id FROM search_note s JOIN session_note n ON n.id = s.object_id
        WHERE n.session_id = new.session_id AND n.case_id = new.case_id);
    DELETE FROM search_note WHERE object_id IN (SELECT n.id FROM session_note n
        WHERE n.session_id = new.session_id AND n.case_id = new.case_id);
    INSERT INTO search_note(object_id, case_id) SELECT new.id, new.case_id WHERE new.text IS NOT NULL;
    INSERT INTO search_notes(rowid, words) SELECT (SELECT id FROM search_note WHERE object_id = new.id), words
        FROM search_note_says WHERE object_id = new.id;
END

CREATE TRIGGER search_session_note_changed AFTER UPDATE OF text, case_id ON session_note BEGIN
    DELETE FROM search_notes WHERE rowid IN (SELECT id FROM search_note WHERE object_id = new.id);
    DELETE FROM search_note WHERE object_id = new.id;
    INSERT INTO search_note(object_id, case_id) SELECT new.id, new.case_id WHERE new.text IS NOT NULL;
    INSERT INTO search_notes(rowid, words) SELECT (SELECT id FROM search_note WHERE object_id = new.id), words
        FROM search_note_says WHERE object_id = new.id;
END

CREATE TRIGGER search_session_note_gone AFTER DELETE ON session_note BEGIN
    DELETE FROM search_notes WHERE rowid IN (SELECT id FROM search_note WHERE object_id = old.id);
    DELETE FROM search_note WHERE object_id = old.id;
END

CREATE TRIGGER search_one_to_one_new AFTER INSERT ON one_to_one BEGIN
    INSERT INTO search_note(object_id, case_id) VALUES (new.id, new.case_id);
    INSERT INTO search_notes(rowid, words) SELECT (SELECT id FROM search_note WHERE object_id = new.id), words
        FROM search_note_says WHERE object_id = new.id;
END

CREATE TRIGGER search_one_to_one_changed AFTER UPDATE OF summary, case_id ON one_to_one BEGIN
    DELETE FROM search_notes WHERE rowid IN (SELECT id FROM search_note WHERE object_id = new.id);
    DELETE FROM search_note WHERE object_id = new.id;
    INSERT INTO search_note(object_id, case_id) VALUES (new.id, new.case_id);
    INSERT INTO search_notes(rowid, words) SELECT (SELECT id FROM search_note WHERE object_id = new.id), words
        FROM search_note_says WHERE object_id = new.id;
END

CREATE TRIGGER search_one_to_one_gone AFTER DELETE ON one_to_one BEGIN
    DELETE FROM search_notes WHERE rowid IN (SELECT id FROM search_note WHERE object_id = old.id);
    DELETE FROM search_note WHERE object_id = old.id;
END

-- What is here already.
INSERT INTO search_person(case_id) SELECT id FROM "case" ORDER BY number

INSERT INTO search_people(rowid, words) SELECT id, words FROM search_person_says

INSERT INTO search_note(object_id, case_id)
SELECT v.object_id, v.case_id FROM search_note_says v WHERE NOT EXISTS (
    SELECT 1 FROM session_note m JOIN session_note n ON n.id = v.object_id
    WHERE m.session_id = n.session_id AND m.case_id = n.case_id AND m.at > n.at
) ORDER BY v.at

INSERT INTO search_notes(rowid, words)
SELECT (SELECT id FROM search_note s WHERE s.object_id = v.object_id) AS id, v.words FROM search_note_says v
WHERE v.object_id IN (SELECT object_id FROM search_note)
