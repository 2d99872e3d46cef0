namespace Darkroom.Providers;

/// <summary>The description of a provider for people.</summary>
/// <param name="Name">The display name, such as "OpenAI".</param>
/// <param name="Summary">What the provider is and where prompts are sent, in one or two sentences.</param>
/// <param name="Paid">Whether a call may cost money. Decides what happens to work that a crash interrupted.</param>
public sealed record ProviderDescription(string Name, string Summary, bool Paid);

/// <summary>Whether a provider can be used as configured.</summary>
/// <param name="MissingSetting">The missing setting, such as <c>OPENAI_API_KEY</c>; null if the setup is complete.</param>
public sealed record ProviderSetup(string? MissingSetting = null)
{
    public bool Configured => MissingSetting is null;
}

/// <summary>The limits for calls to a provider.</summary>
/// <param name="MaxConcurrency">The maximum number of concurrent calls, 1 or more.</param>
/// <param name="ImagesPerMinute">The maximum number of calls started in any 60 seconds; null for no limit.</param>
/// <param name="Timeout">The maximum duration of one call.</param>
public sealed record ProviderLimits(int MaxConcurrency, int? ImagesPerMinute, TimeSpan Timeout);
