-- The index of words in PostgreSQL: a tsvector for each row, made without a parser that guesses what a word is.

CREATE FUNCTION search_words(t text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $f$
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT left(w, 60))), ''::tsvector)
    FROM regexp_split_to_table(
        lower(
            replace(replace(replace(replace(replace(
                translate(
                    regexp_replace(normalize(t, NFD), U&'[\0300-\036f]', '', 'g'),
                    'łŁøØđĐðÐıİ', 'llooddddii'
                ),
            'ß', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe')
        ),
        '[\s!-/:-@\[-`{-~‘’“”–—…·]+'
    ) AS w
    WHERE w <> ''
$f$

CREATE TABLE search_person (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_id BYTEA NOT NULL, words TSVECTOR NOT NULL
)

CREATE INDEX ix_search_person_case_id ON search_person (case_id)

CREATE INDEX ix_search_person_words ON search_person USING gin (words)

CREATE TABLE search_note (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, object_id BYTEA NOT NULL, case_id BYTEA NOT NULL,
    words TSVECTOR NOT NULL
)

CREATE INDEX ix_search_note_case_id ON search_note (case_id)

CREATE INDEX ix_search_note_object_id ON search_note (object_id)

CREATE INDEX ix_search_note_words ON search_note USING gin (words)

-- Everything by which a case is found: names with and without what stands between their parts, references, the number
-- as it is read and typed, the telephone as it is stored, as it is dialled here, and its last digits.
CREATE FUNCTION search_person_words(which bytea) RETURNS tsvector LANGUAGE sql STABLE AS $f$
    SELECT search_words(concat_ws(' ',
        given_name, family_name, known_as,
        translate(given_name, ' -''’.', ''), translate(family_name, ' -''’.', ''),
        external_reference, referrer_reference,
        translate(external_reference, ' -/.', ''), translate(referrer_reference, ' -/.', ''),
        number, padded, 'p' || padded, phone, right(phone, 6),
        CASE WHEN phone LIKE '44%' OR phone LIKE '31%' THEN '0' || substr(phone, 3) END
    ))
    FROM (
        SELECT c.given_name, c.family_name, c.known_as, k.external_reference, k.referrer_reference, k.number::text,
               CASE WHEN k.number < 1000 THEN lpad(k.number::text, 4, '0') ELSE k.number::text END AS padded,
               translate(c.phone, '+() -', '') AS phone
        FROM "case" k JOIN client c ON c.id = k.client_id WHERE k.id = which
    ) asked
$f$

CREATE FUNCTION search_case_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM search_person WHERE case_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO search_person(case_id, words) VALUES (NEW.id, search_person_words(NEW.id));
    END IF;
    RETURN NULL;
END
$f$

CREATE FUNCTION search_client_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    UPDATE search_person p SET words = search_person_words(p.case_id)
    FROM "case" k WHERE k.id = p.case_id AND k.client_id = NEW.id;
    RETURN NULL;
END
$f$

-- A note that was written again is found by its last words alone.
CREATE FUNCTION search_session_note_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM search_note WHERE object_id = OLD.id;
    END IF;
    IF TG_OP = 'INSERT' THEN
        DELETE FROM search_note WHERE object_id IN (
            SELECT id FROM session_note WHERE session_id = NEW.session_id AND case_id = NEW.case_id AND id <> NEW.id
        );
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.text IS NOT NULL THEN
        INSERT INTO search_note(object_id, case_id, words) VALUES (NEW.id, NEW.case_id, search_words(NEW.text));
    END IF;
    RETURN NULL;
END
$f$

CREATE FUNCTION search_one_to_one_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM search_note WHERE object_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO search_note(object_id, case_id, words) VALUES (NEW.id, NEW.case_id, search_words(NEW.summary));
    END IF;
    RETURN NULL;
END
$f$

CREATE TRIGGER search_case_new AFTER INSERT ON "case" FOR EACH ROW EXECUTE FUNCTION search_case_kept()

CREATE TRIGGER search_case_changed AFTER UPDATE OF client_id, number, external_reference, referrer_reference ON "case"
FOR EACH ROW EXECUTE FUNCTION search_case_kept()

CREATE TRIGGER search_case_gone AFTER DELETE ON "case" FOR EACH ROW EXECUTE FUNCTION search_case_kept()

CREATE TRIGGER search_client_changed AFTER UPDATE OF given_name, family_name, known_as, phone ON client
FOR EACH ROW EXECUTE FUNCTION search_client_kept()

CREATE TRIGGER search_session_note_new AFTER INSERT ON session_note
FOR EACH ROW EXECUTE FUNCTION search_session_note_kept()

CREATE TRIGGER search_session_note_changed AFTER UPDATE OF text, case_id ON session_note
FOR EACH ROW EXECUTE FUNCTION search_session_note_kept()

CREATE TRIGGER search_session_note_gone AFTER DELETE ON session_note
FOR EACH ROW EXECUTE FUNCTION search_session_note_kept()

CREATE TRIGGER search_one_to_one_new AFTER INSERT ON one_to_one
FOR EACH ROW EXECUTE FUNCTION search_one_to_one_kept()

CREATE TRIGGER search_one_to_one_changed AFTER UPDATE OF summary, case_id ON one_to_one
FOR EACH ROW EXECUTE FUNCTION search_one_to_one_kept()

CREATE TRIGGER search_one_to_one_gone AFTER DELETE ON one_to_one
FOR EACH ROW EXECUTE FUNCTION search_one_to_one_kept()

-- What is here already.
INSERT INTO search_person(case_id, words) SELECT id, search_person_words(id) FROM "case" ORDER BY number

INSERT INTO search_note(object_id, case_id, words)
SELECT n.id, n.case_id, search_words(n.text) FROM session_note n WHERE n.text IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM session_note m WHERE m.session_id = n.session_id AND m.case_id = n.case_id AND m.at > n.at
) ORDER BY n.at

INSERT INTO search_note(object_id, case_id, words)
SELECT id, case_id, search_words(summary) FROM one_to_one ORDER BY at
