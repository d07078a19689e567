// A healthy echo server on node.
const server = require('net').createServer(socket => socket.on('error', () => {}).pipe(socket));
server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
