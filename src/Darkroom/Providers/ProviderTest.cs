namespace Darkroom.Providers;

/// <summary>What testing a provider showed.</summary>
public abstract record ProviderTest
{
    private ProviderTest(string message) => Message = message;

    /// <summary>For a person; never holds a secret.</summary>
    public string Message { get; }

    /// <summary>It can be reached and takes the key.</summary>
    /// <param name="Message">What was checked, such as "The key is good and the account sees gpt-image-2."</param>
    public sealed record Passed(string Message) : ProviderTest(Message);

    /// <summary>It can be reached; whether an image would be made, only an image would tell.</summary>
    /// <param name="Message">What was checked and what could not be.</param>
    public sealed record Inconclusive(string Message) : ProviderTest(Message);

    /// <summary>It cannot be used as it is.</summary>
    public sealed record Failed(Failure Failure) : ProviderTest(Failure.Message);
}
