namespace Darkroom.Providers;

/// <summary>What a person is told about a provider.</summary>
/// <param name="Name">Such as "OpenAI".</param>
/// <param name="Summary">One sentence: what it is and where prompts go.</param>
/// <param name="Paid">Whether a call may cost money. Decides what happens to work cut off by a crash.</param>
public sealed record ProviderDescription(string Name, string Summary, bool Paid);

/// <summary>Whether a provider can be used as configured.</summary>
/// <param name="MissingSetting">The setting that is missing, such as <c>OPENAI_API_KEY</c>; null when all is there.</param>
public sealed record ProviderSetup(string? MissingSetting = null)
{
    public bool Configured => MissingSetting is null;
}

/// <summary>How hard a provider may be used.</summary>
/// <param name="MaxConcurrency">Calls at the same time, 1 or more.</param>
/// <param name="ImagesPerMinute">Calls started in any 60 seconds; null for no limit.</param>
/// <param name="Timeout">The longest one call may take.</param>
public sealed record ProviderLimits(int MaxConcurrency, int? ImagesPerMinute, TimeSpan Timeout);
