using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>GObject's variant type: a type and two 64-bit words. Zeroed before <c>g_value_init</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    internal nuint Type;
    internal ulong First;
    internal ulong Second;
}

/// <summary>The public fields of a property description; the layout is part of GObject's stable ABI.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GParamSpec
{
    internal nint Instance;
    internal nint Name;
    internal uint Flags;
    internal nuint ValueType;
}

/// <summary>GObject's fundamental types: an ordinal shifted by two (gtype.h).</summary>
internal static class GType
{
    internal const nuint Boolean = 5 << 2;
    internal const nuint Int = 6 << 2;
    internal const nuint Enum = 12 << 2;
    internal const nuint Flags = 13 << 2;
    internal const nuint Double = 15 << 2;
    internal const nuint String = 16 << 2;
    internal const nuint Boxed = 18 << 2;
    internal const nuint Object = 20 << 2;
}
