namespace Darkroom.Providers;

/// <summary>The result of testing a provider.</summary>
public abstract record ProviderTest
{
    private ProviderTest(string message) => Message = message;

    /// <summary>The message for people, without secrets.</summary>
    public string Message { get; }

    /// <summary>The service can be reached and accepts the key.</summary>
    /// <param name="Message">What was checked, such as "The key is valid and the account can use gpt-image-2."</param>
    public sealed record Passed(string Message) : ProviderTest(Message);

    /// <summary>The service can be reached, but only an image would show whether it works.</summary>
    /// <param name="Message">What was checked, and what could not be checked.</param>
    public sealed record Inconclusive(string Message) : ProviderTest(Message);

    /// <summary>The provider cannot be used as it is configured.</summary>
    public sealed record Failed(Failure Failure) : ProviderTest(Failure.Message);
}
