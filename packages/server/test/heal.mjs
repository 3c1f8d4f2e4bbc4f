import { startEmbeddedPostgres } from '../src/database/embedded.ts';
const t0=performance.now(); const ms=()=>Math.round(performance.now()-t0);
let resolve; const p = new Promise(r=>resolve=r);
const pg = await startEmbeddedPostgres({dataDir: process.argv[2], log: l=>console.log(ms(),l), onExit: e=>{console.log(ms(),'exit'); e.restarted.then(()=>{console.log(ms(),'back');resolve()})}});
const postgres=(await import('postgres')).default; const sql=postgres(pg.url,{max:4}); await sql`create table if not exists t(n int)`;
let on=true; const w=Array.from({length:4},async()=>{while(on) await sql`insert into t values (1)`.catch(e=>new Promise(r=>setTimeout(r,20)))});
await new Promise(r=>setTimeout(r,300)); console.log(ms(),'kill'); process.kill(pg.pid(),'SIGKILL'); await p; const s=ms(); await sql`select 1`.catch(()=>{}); await sql`select 1`; console.log(ms(),'select after', ms()-s); on=false; await Promise.all(w); await sql.end(); await pg.stop(); console.log(ms(),'stopped');
