namespace Darkroom.Server;

/// <summary>The server cannot start. The message is for the operator: what is wrong and what to do.</summary>
internal sealed class StartupException(string message) : Exception(message);
