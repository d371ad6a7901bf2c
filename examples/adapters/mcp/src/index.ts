export { McpAdapter as adapter } from './mcp.adapter.js';
