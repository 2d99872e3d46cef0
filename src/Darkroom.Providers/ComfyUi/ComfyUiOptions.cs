using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.ComfyUi;

/// <summary>What the operator may set under <c>Providers:comfyui:…</c>.</summary>
public sealed record ComfyUiOptions : ProviderOptions
{
    /// <summary>
    /// A workflow exported from ComfyUI in its API format, with placeholders such as <c>%prompt%</c>; null for a built-in one that makes
    /// images from text with one checkpoint.
    /// </summary>
    [ComfyUiWorkflowFile]
    public string? Workflow { get; init; }

    /// <summary>Steps in one image of the built-in workflow.</summary>
    [Range(1, 150)]
    public int Steps { get; init; } = 25;

    /// <summary>How closely the built-in workflow keeps to the prompt. FLUX and turbo models want about 1.</summary>
    [Range(0.0, 30.0)]
    public double CfgScale { get; init; } = 7;
}

/// <summary>The file is there and is a workflow that can be filled in.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ComfyUiWorkflowFileAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string path && ComfyUiWorkflow.Load(path).Problem is { } problem ? new ValidationResult(problem) : ValidationResult.Success;
}
