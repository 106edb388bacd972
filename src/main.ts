import { enableCompileCache, flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Compiling what is the same every time is a good part of a start. Kept beside the packages, where only who installs
// the service may write; where nobody may, it is compiled anew.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
const { serve } = await import('./serve.ts')
// Now, as a process that is killed does not come to its end, where it would be written.
flushCompileCache()
await serve()
