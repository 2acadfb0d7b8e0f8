/* An error that nothing in Lua can catch, because there is no longjmp. */
#include "lua.h"

void lua_ends(lua_State *L) {
  const char *message = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "an error that is no text";
  fprintf(stderr, "lua: %s\n", message);
  exit(1);
}
