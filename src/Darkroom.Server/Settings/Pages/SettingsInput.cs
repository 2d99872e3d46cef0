using Darkroom.Server.Settings.Api;

namespace Darkroom.Server.Settings.Pages;

/// <summary>What a form of the settings page sent, and what came of it. A key is never part of the page again.</summary>
public sealed record SettingsInput
{
    /// <summary>The form's part of the page, such as <c>spending</c>.</summary>
    public string Part { get; init; } = "";

    /// <summary>The id of the form's provider; null if it is another form.</summary>
    public string? Provider { get; init; }

    /// <summary>The typed values by the names of settings.</summary>
    public ImmutableDictionary<string, string> Typed { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableArray<ValidationError> Errors { get; init; } = [];

    public ProviderTestView? Tested { get; init; }

    /// <summary>What was done, as a sentence; null if nothing was.</summary>
    public string? Done { get; init; }
}
