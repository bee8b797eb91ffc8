-- Replaces the state of a sync with one that was kept while Redis was away, unless another process has changed it since.
--
-- KEYS[1]  the state: its version, a space and its contents
-- ARGV[1]  the writer: its versions start with it
-- ARGV[2]  the version that the writer has seen last; empty for none
-- ARGV[3]  the new state
--
-- Returns 0 if another process has replaced or removed it.
local stored = redis.call('GET', KEYS[1])
local version = stored and string.match(stored, '^([%x-]+) ') or ''
local is_own = string.sub(version, 1, #ARGV[1]) == ARGV[1]
if not is_own and version ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[3])
return 1
