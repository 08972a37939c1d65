CREATE TABLE company_settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
