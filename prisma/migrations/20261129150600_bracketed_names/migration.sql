-- Who looks for a company that exists already wants names with brackets in their middle, too (华联（中国）超市), which
-- no index of letters finds. Few names have brackets. Prisma knows neither partial nor expression indexes.
CREATE INDEX "Account_bracketed_idx" ON "Account" ((name ~ '[（(]')) WHERE name ~ '[（(]';
CREATE INDEX "Lead_bracketed_idx" ON "Lead" ((company ~ '[（(]')) WHERE company ~ '[（(]';
