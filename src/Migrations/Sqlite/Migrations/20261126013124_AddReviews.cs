using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AddReviews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ReviewPolicies",
                columns: table => new
                {
                    ProjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Rules = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    Note = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false, collation: "BINARY"),
                    AuthorId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Author = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewPolicies", x => new { x.ProjectId, x.Number });
                    table.ForeignKey(
                        name: "FK_ReviewPolicies_Projects_ProjectId",
                        column: x => x.ProjectId,
                        principalTable: "Projects",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Reviews",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ProjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    ModelKey = table.Column<long>(type: "INTEGER", nullable: false),
                    VersionKey = table.Column<long>(type: "INTEGER", nullable: false),
                    TargetKind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    TargetName = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false, collation: "BINARY"),
                    RequesterId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Requester = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    MakerId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 10000, nullable: false, collation: "BINARY"),
                    PolicyNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    OpenedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    PromotedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ReviewAgainBy = table.Column<DateTime>(type: "TEXT", nullable: true),
                    IsDueAgainTold = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsGlassBroken = table.Column<bool>(type: "INTEGER", nullable: false),
                    Slot = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true, collation: "BINARY"),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Reviews", x => x.Key);
                    table.ForeignKey(
                        name: "FK_Reviews_ModelVersions_VersionKey",
                        column: x => x.VersionKey,
                        principalTable: "ModelVersions",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Reviews_RegisteredModels_ModelKey",
                        column: x => x.ModelKey,
                        principalTable: "RegisteredModels",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReviewActs",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ReviewKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    Words = table.Column<string>(type: "TEXT", maxLength: 10000, nullable: false, collation: "BINARY"),
                    ActorId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Actor = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewActs", x => x.Key);
                    table.ForeignKey(
                        name: "FK_ReviewActs_Reviews_ReviewKey",
                        column: x => x.ReviewKey,
                        principalTable: "Reviews",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ReviewDecisions",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ReviewKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Verdict = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false, collation: "BINARY"),
                    ReviewerId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Reviewer = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    Role = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    Teams = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    Digest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Ended = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true, collation: "BINARY"),
                    EndedBecause = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewDecisions", x => x.Key);
                    table.ForeignKey(
                        name: "FK_ReviewDecisions_Reviews_ReviewKey",
                        column: x => x.ReviewKey,
                        principalTable: "Reviews",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ReviewEvidence",
                columns: table => new
                {
                    ReviewKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Digest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Items = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewEvidence", x => new { x.ReviewKey, x.Digest });
                    table.ForeignKey(
                        name: "FK_ReviewEvidence_Reviews_ReviewKey",
                        column: x => x.ReviewKey,
                        principalTable: "Reviews",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ReviewPostedChecks",
                columns: table => new
                {
                    ReviewKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false, collation: "BINARY"),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false, collation: "BINARY"),
                    Summary = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false, collation: "BINARY"),
                    Link = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false, collation: "BINARY"),
                    Digest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false, collation: "BINARY"),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewPostedChecks", x => new { x.ReviewKey, x.Name });
                    table.ForeignKey(
                        name: "FK_ReviewPostedChecks_Reviews_ReviewKey",
                        column: x => x.ReviewKey,
                        principalTable: "Reviews",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ReviewActs_ReviewKey",
                table: "ReviewActs",
                column: "ReviewKey");

            migrationBuilder.CreateIndex(
                name: "IX_ReviewDecisions_ReviewKey",
                table: "ReviewDecisions",
                column: "ReviewKey");

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_ModelKey",
                table: "Reviews",
                column: "ModelKey");

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_ProjectId_Number",
                table: "Reviews",
                columns: new[] { "ProjectId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_ProjectId_Status",
                table: "Reviews",
                columns: new[] { "ProjectId", "Status" });

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_Slot",
                table: "Reviews",
                column: "Slot",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_VersionKey",
                table: "Reviews",
                column: "VersionKey");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ReviewActs");

            migrationBuilder.DropTable(
                name: "ReviewDecisions");

            migrationBuilder.DropTable(
                name: "ReviewEvidence");

            migrationBuilder.DropTable(
                name: "ReviewPolicies");

            migrationBuilder.DropTable(
                name: "ReviewPostedChecks");

            migrationBuilder.DropTable(
                name: "Reviews");
        }
    }
}
