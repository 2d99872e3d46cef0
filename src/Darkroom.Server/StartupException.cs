namespace Darkroom.Server;

/// <summary>Thrown if the server cannot start. The message says what is wrong and what the operator can do.</summary>
internal sealed class StartupException(string message) : Exception(message);
