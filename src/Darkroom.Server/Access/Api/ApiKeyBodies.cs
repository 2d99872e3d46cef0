using System.ComponentModel;
using Darkroom.Keys;

namespace Darkroom.Server.Access.Api;

/// <summary>The body of <c>POST /api/keys</c>.</summary>
public sealed record NewApiKeyBody : KnownFields
{
    [Description("What the key is for, such as \"Open WebUI\".")]
    public string? Name { get; init; }

    [Description("What the key may do: read looks and downloads; generate (the default) also starts, cancels, uploads and organizes; admin also deletes for good, creates links and changes settings.")]
    public KeyScope? Scope { get; init; }

    [Description("When the key expires, such as 2027-03-01T12:00:00Z; without it never.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("The limits of the key; without it none.")]
    public KeyLimitsBody? Limits { get; init; }

    internal override IEnumerable<ValidationError> UnknownFields() => base.UnknownFields().Concat(Limits?.UnknownFields() ?? []);
}

/// <summary>The body of <c>PATCH /api/keys/{id}</c>.</summary>
public sealed record ApiKeyBody : KnownFields
{
    [Description("The new name; without it the name stays.")]
    public string? Name { get; init; }

    [Description("The new limits, which replace all limits; without it they stay.")]
    public KeyLimitsBody? Limits { get; init; }

    internal override IEnumerable<ValidationError> UnknownFields() => base.UnknownFields().Concat(Limits?.UnknownFields() ?? []);
}

/// <summary>The limits of an API key. What is left out is not limited.</summary>
public sealed record KeyLimitsBody : KnownFields
{
    [Description("How many images the key may make in a day of the gallery's time zone.")]
    public int? ImagesPerDay { get; init; }

    [Description("How many of its images may wait or be made at the same time.")]
    public int? ImagesAtOnce { get; init; }

    [Description("How many US dollars it may spend in a day.")]
    public decimal? UsdPerDay { get; init; }

    [Description("How many US dollars it may spend in a calendar month.")]
    public decimal? UsdPerMonth { get; init; }

    [Description("The providers and models that it may use, such as openai, or openai/ and the name of a model.")]
    public ImmutableArray<string?>? Models { get; init; }

    internal KeyLimits ToLimits() => new()
    {
        ImagesPerDay = ImagesPerDay,
        ImagesAtOnce = ImagesAtOnce,
        UsdPerDay = UsdPerDay,
        UsdPerMonth = UsdPerMonth,
        Models = [.. (Models ?? []).Select(model => model?.Trim() ?? "")],
    };
}

/// <summary>What a key was used for, the newest day first. Days without use are left out.</summary>
public sealed record KeyUsageView(ImmutableArray<KeyDay> Days);
