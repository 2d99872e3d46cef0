namespace Darkroom.Server;

/// <summary>Thrown if the server cannot start. The message tells the operator what is wrong and what to do.</summary>
internal sealed class StartupException(string message) : Exception(message);
