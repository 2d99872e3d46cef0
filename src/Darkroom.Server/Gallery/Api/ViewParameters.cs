using System.Diagnostics.CodeAnalysis;
using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Api;

/// <summary>The parameters that select images.</summary>
public sealed record ViewParameters
{
    /// <summary>Words, "phrases", -excluded terms, OR, and filters such as <c>model:flux</c>, <c>size:&gt;1024</c> or <c>on:2026-11</c>.</summary>
    public string? Q { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    /// <summary><c>true</c> for favorites only, <c>false</c> for all others.</summary>
    public string? Favorite { get; init; }

    /// <summary><c>true</c> for images in the trash, which are hidden otherwise.</summary>
    public string? Trashed { get; init; }

    internal bool TryRead(out GalleryView view, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        problem = null;
        (view, var mistakes) = GalleryViewParser.Parse(Q ?? "");
        if (mistakes.Length > 0)
        {
            problem = Problems.Invalid([.. mistakes.Select(mistake => new ValidationError("q", mistake.Message))]);
            problem.ProblemDetails.Extensions["mistakes"] = mistakes;
            return false;
        }

        if (!TryReadTrait(Favorite, "favorite", ImageTrait.Favorite, ref view, out var wrong)
            || !TryReadTrait(Trashed, "trashed", ImageTrait.Trashed, ref view, out wrong))
        {
            problem = Problems.Invalid(wrong);
            return false;
        }

        view = string.IsNullOrWhiteSpace(Model) ? view : view.With(new NameTerm(NameField.Model, Model));
        view = string.IsNullOrWhiteSpace(Provider) ? view : view.With(new NameTerm(NameField.Provider, Provider));
        return true;
    }

    private static bool TryReadTrait(
        string? text, string name, ImageTrait trait, ref GalleryView view, [NotNullWhen(false)] out ValidationError? wrong)
    {
        wrong = text is null or "" or "true" or "false" ? null : new ValidationError(name, "Choose true or false.");
        view = text is "true" or "false" ? view.With(new TraitTerm(trait) { Excluded = text == "false" }) : view;
        return wrong is null;
    }
}
