using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace DomSec.Fuzz.Engine;

/// <summary>
/// Which branches an instrumented library (see README.md) has taken. The instrumentation writes from the first call on, so there must be a map
/// before anything of the library runs.
/// </summary>
internal static unsafe class Coverage
{
    private const int Size = 1 << 16;

    private static byte* _map;
    private static readonly byte[] _seen = new byte[Size];

    public static void Prepare()
    {
        _map = (byte*)NativeMemory.AllocZeroed(Size);
        Trace.SharedMem = _map;
    }

    public static void Reset()
    {
        new Span<byte>(_map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the execution went where none has been, or went there far more often; and how many branches are known.</summary>
    public static bool IsNew(out int known)
    {
        bool isNew = false;
        known = 0;
        for (int i = 0; i < Size; i++)
        {
            // As AFL does: once, twice, three, 4 to 7, 8 to 15, 16 to 31, 32 to 127 times, more.
            byte bucket = _map[i] switch
            {
                0 => 0,
                1 => 1,
                2 => 2,
                3 => 4,
                < 8 => 8,
                < 16 => 16,
                < 32 => 32,
                < 128 => 64,
                _ => 128,
            };
            isNew |= (bucket & ~_seen[i]) != 0;
            _seen[i] |= bucket;
            known += _seen[i] == 0 ? 0 : 1;
        }

        return isNew;
    }
}
