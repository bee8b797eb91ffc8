-- Records a write that is about to be sent. The earlier record of an unsettled write stays, because its age counts.
--
-- KEYS[1]  the journal: the fingerprint and the intent of each write
-- ARGV[1]  the id of the write
-- ARGV[2]  its fingerprint
-- ARGV[3]  its intent
-- ARGV[4]  1 if an earlier record with this id is settled, so that this one replaces it
--
-- Returns 1 if it is recorded, the earlier record if a request of the write is unsettled, and 0 if an unsettled write has the same
-- id and another fingerprint.
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before and ARGV[4] ~= '1' then
  if string.sub(before, 1, #ARGV[2]) == ARGV[2] then return before end
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ARGV[3])
return 1
