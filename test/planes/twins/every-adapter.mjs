// Has Experience deliver in every way, whatever it was told to.
process.env.EXPERIENCE_ADAPTERS = 'rest,sse,websocket,console';
