namespace Darkroom.Generations;

/// <summary>What is wrong with one field, and what would be right.</summary>
/// <param name="Field">The field's name in the API, such as <c>partial_images</c>.</param>
public sealed record ValidationError(string Field, string Message);
