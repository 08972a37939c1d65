-- Which stories show a file; one that no story shows is erased.
CREATE TABLE media_places (
    slug TEXT NOT NULL,
    name TEXT NOT NULL REFERENCES media (name),
    PRIMARY KEY (slug, name)
);
CREATE INDEX media_places_by_name ON media_places (name);
