using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>CBC decryption with the padding of RFC 5652 section 6.3 checked octet by octet (CMS-ED-07).</summary>
internal sealed class CbcDecryptor : ContentDecryptor
{
    private readonly CbcStage _stage;
    private readonly int _blockSize;

    private CbcDecryptor(CbcStage stage, int blockSize)
    {
        _stage = stage;
        _blockSize = blockSize;
    }

    public override int TagSize => 0;

    public static CbcDecryptor? TryCreate(ContentCipher cipher, ReadOnlySpan<byte> cek, ReadOnlySpan<byte> iv)
    {
        SymmetricAlgorithm algorithm = cipher == ContentCipher.TripleDesCbc ? TripleDES.Create() : Aes.Create();
        return CbcStage.TryCreate(algorithm, cek, iv, encrypt: false) is { } stage ? new CbcDecryptor(stage, cipher.BlockSize) : null;
    }

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data)
    {
    }

    public override int MaxOutput(int inputLength) => _stage.Staged + inputLength;

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output) => _stage.Push(input, output);

    public override bool TryFinish(ReadOnlySpan<byte> tag, Span<byte> output, out int written)
    {
        written = 0;
        if (_stage.Staged == 0 || _stage.Staged % _blockSize != 0 || !tag.IsEmpty)
        {
            return false;
        }

        int length = _stage.Drain(output);
        int padding = CbcPadding.LengthOf(output[(length - _blockSize)..length]);
        written = length - padding;
        return padding > 0;
    }

    public override void Dispose() => _stage.Dispose();
}
