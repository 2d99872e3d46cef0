using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>
/// One call of a libvips operation by name: set its inputs, then get its output once, which runs and disposes the operation.
/// An unknown name or property is a programming error and throws; an image that does not decode returns null.
/// </summary>
internal sealed unsafe class VipsOperation : SafeHandle
{
    private const int Blocked = 1 << 5;  // VIPS_OPERATION_BLOCKED

    private readonly string _name;

    private VipsOperation(string name)
        : base(0, ownsHandle: true)
    {
        _name = name;
        SetHandle(LibVips.NewOperation(name));
        if (IsInvalid)
        {
            throw Unexpected(name);
        }
    }

    public override bool IsInvalid => handle == 0;

    internal static VipsOperation New(string name) => new(name);

    internal VipsOperation With(string property, VipsImage image) => Set(property, value => GLib.SetObject(value, image));

    internal VipsOperation With(string property, PinnedBlob blob) => Set(property, value => GLib.SetBoxed(value, blob));

    internal VipsOperation With(string property, bool flag) => Set(property, value => GLib.SetBoolean(value, flag));

    internal VipsOperation With(string property, double number) => Set(property, value => GLib.SetDouble(value, number));

    internal VipsOperation With(string property, string text) => Set(property, value => GLib.SetString(value, text));

    /// <summary>Sets an integer, or an enumeration or flags value by its number.</summary>
    internal VipsOperation With(string property, int number) => Set(property, value => SetNumber(value, number));

    internal VipsOperation With(string property, double[] numbers) => Set(property, value =>
    {
        fixed (double* first = numbers)
        {
            LibVips.SetArray(value, first, numbers.Length);
        }
    });

    /// <summary>Runs the operation; null if it fails.</summary>
    internal VipsImage? TryImage()
    {
        var image = Run();
        if (image is null)
        {
            VipsErrors.Clear();
        }

        return image;
    }

    /// <summary>Runs an operation that cannot fail because of its input.</summary>
    /// <exception cref="InvalidOperationException">The operation failed.</exception>
    internal VipsImage Image() => Run() ?? throw Unexpected(_name);

    /// <summary>Runs a saver and returns a copy of its output.</summary>
    /// <exception cref="InvalidOperationException">The operation failed.</exception>
    internal byte[] Bytes()
    {
        using var run = this;
        if (!TryBuild())
        {
            throw Unexpected(_name);
        }

        var value = Get("buffer");
        try
        {
            var data = LibVips.BlobData(GLib.GetBoxed(&value), out var length);
            return new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        }
        finally
        {
            GLib.Unset(&value);
            LibVips.UnrefOutputs(this);
        }
    }

    internal static InvalidOperationException Unexpected(string name) => new($"libvips: {name} failed: {VipsErrors.Take()}");

    protected override bool ReleaseHandle()
    {
        GLib.Unref(handle);
        return true;
    }

    private delegate void Fill(GValue* value);

    private VipsImage? Run()
    {
        using var run = this;
        if (!TryBuild())
        {
            return null;
        }

        var value = Get("out");
        try
        {
            return VipsImage.TakeOwnership(GLib.DuplicateObject(&value));
        }
        finally
        {
            GLib.Unset(&value);
            LibVips.UnrefOutputs(this);
        }
    }

    /// <summary>
    /// Runs the operation unless it is blocked. libvips checks that only after a loader's preparation, which for some loaders parses the file.
    /// </summary>
    private bool TryBuild()
    {
        if ((LibVips.Flags(this) & Blocked) != 0)
        {
            throw new InvalidOperationException($"libvips: {_name} is blocked.");
        }

        if (LibVips.Build(this) == 0)
        {
            return true;
        }

        LibVips.UnrefOutputs(this);
        return false;
    }

    private VipsOperation Set(string property, Fill fill)
    {
        var value = NewValue(property);
        try
        {
            fill(&value);
            GLib.SetProperty(this, property, &value);
        }
        finally
        {
            GLib.Unset(&value);
        }

        return this;
    }

    private GValue Get(string property)
    {
        var value = NewValue(property);
        GLib.GetProperty(this, property, &value);
        return value;
    }

    private GValue NewValue(string property)
    {
        var specification = GLib.FindProperty(*(nint*)handle, property);
        if (specification is null)
        {
            Dispose();
            throw new InvalidOperationException($"libvips: {_name} has no property {property}.");
        }

        var value = default(GValue);
        GLib.Init(&value, specification->ValueType);
        return value;
    }

    private static void SetNumber(GValue* value, int number)
    {
        switch (GLib.Fundamental(value->Type))
        {
            case GType.Enum:
                GLib.SetEnum(value, number);
                break;
            case GType.Flags:
                GLib.SetFlags(value, (uint)number);
                break;
            case GType.Double:
                GLib.SetDouble(value, number);
                break;
            case GType.Int:
                GLib.SetInt(value, number);
                break;
            default:
                throw new InvalidOperationException("libvips: the property does not hold a number.");
        }
    }
}
