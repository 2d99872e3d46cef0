namespace Darkroom;

/// <summary>A client's name for a request, so that sending it twice starts it once.</summary>
/// <param name="Key">The key, 1 to 255 characters.</param>
/// <param name="BodyHash">A hash of the request, in hexadecimal.</param>
public sealed record IdempotencyKey(string Key, string BodyHash);
