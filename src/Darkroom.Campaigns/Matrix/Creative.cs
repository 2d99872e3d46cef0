using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Review;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns.Matrix;

/// <summary>One creative with everything that is drawn: the brief's texts and layout, unless its state replaces them.</summary>
public sealed record Creative
{
    public required CreativeKey Key { get; init; }

    public required CampaignFormat Format { get; init; }

    public PixelSize Size => Format.Size;

    /// <summary>The base image that it is drawn on.</summary>
    public required BaseImage Image { get; init; }

    public required Brief Brief { get; init; }

    /// <summary>What people changed and decided; null for nothing.</summary>
    public CreativeState? State { get; init; }

    public required string Headline { get; init; }

    public required string CallToAction { get; init; }

    public string? SmallPrint { get; init; }

    /// <summary>A template's id; null for the default.</summary>
    public string? Template => State?.Template ?? Brief.Template;

    /// <inheritdoc cref="BaseImage.Focus"/>
    public FocusPoint? Focus => State?.Focus ?? Image.Focus;

    /// <summary>Identifies everything that is drawn: creatives with the same hash are the same image, byte for byte. 16 hexadecimal digits.</summary>
    public string ContentHash { get; init; } = "";

    /// <summary>The layout warnings, one sentence each; null until it is drawn for the first time.</summary>
    public ImmutableArray<string>? Warnings { get; init; }

    /// <summary>The texts that are translations no one has approved: <c>headline</c>, <c>call_to_action</c>, <c>small_print</c>.</summary>
    public ImmutableArray<string> Unchecked
    {
        get
        {
            var marks = Brief.Copy.FirstOrDefault(copy => copy.Language == Key.Language)?.Unchecked ?? [];
            return marks.IsEmpty ? [] :
            [
                .. State?.Headline is null && marks.Contains(TextKey.Headline(Key.Headline)) ? ["headline"] : ImmutableArray<string>.Empty,
                .. State?.CallToAction is null && marks.Contains(TextKey.CallToAction(Key.CallToAction)) ? ["call_to_action"] : ImmutableArray<string>.Empty,
                .. State?.SmallPrint is null && marks.Contains(TextKey.SmallPrint) ? [TextKey.SmallPrint] : ImmutableArray<string>.Empty,
            ];
        }
    }

    /// <inheritdoc cref="CreativeState.Version"/>
    public int Version => State is null ? 1 : State.Version + (IsDecided ? 0 : 1);

    /// <summary>The decision about the creative as it looks now. If it looks different since the decision, it is pending again.</summary>
    public Approval Approval => State is not null && IsDecided ? State.Approval : Approval.Pending;

    /// <summary>The place in the order of concept, format, language, headline, call to action.</summary>
    public long ConceptOrder { get; init; }

    /// <summary>The place in the order of format, concept, language, headline, call to action.</summary>
    public long FormatOrder { get; init; }

    /// <summary>Who decided or commented last, as people see it; null for the owner. A typed name says that it was typed.</summary>
    public string? Signature => Reviewer.Sign(State?.By, State?.ByLink ?? false);

    /// <summary>The last decision about a version that looked different; null if there is none.</summary>
    public CreativeDecision? EarlierDecision { get; init; }

    /// <summary>True if it looks different since someone decided, and no one has decided again.</summary>
    public bool IsChangedSinceDecision => EarlierDecision is not null && Approval == Approval.Pending;

    /// <summary>The number of comments that are not resolved, without replies.</summary>
    public int OpenComments { get; init; }

    private bool IsDecided => State?.Look is not { } look || look == ContentHash;

    internal string ComputeContentHash()
    {
        string?[] parts =
        [
            Key.Language, Key.Format, Size.ToString(), Image.ImageId, Headline, CallToAction, SmallPrint, Template, Text(Focus?.X), Text(Focus?.Y),
            Brief.Look.Primary, Brief.Look.Secondary, Brief.Look.Logo?.Hash, Brief.Look.Typeface, Brief.Look.Font?.Hash,

            // Left out if it is automatic, so that creatives of earlier versions keep their hashes and decisions.
            .. State?.Placement is { } placement ? [placement] : Array.Empty<string>(),
        ];

        // JSON separates the parts: texts that are split differently give different bytes.
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts, CampaignJson.Default.StringArray)).AsSpan(0, 8));
    }

    private static string? Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture);
}
