namespace Darkroom.Server;

/// <summary>Thrown if the server cannot start. The message says what is wrong and what the operator can do.</summary>
/// <param name="message">What is wrong and what the operator can do.</param>
/// <param name="ofStorage">True if the data folder cannot be used.</param>
internal sealed class StartupException(string message, bool ofStorage = false) : Exception(message)
{
    public bool OfStorage => ofStorage;
}
