declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)

define void @kernel(ptr noalias %context, i64 %member, i64 %members) {
entry:
  %v1 = getelementptr i64, ptr %context, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %context, i64 1
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v11 = getelementptr ptr, ptr %context, i64 5
  %v12 = load ptr, ptr %v11, align 8
  %v13 = getelementptr ptr, ptr %context, i64 6
  %v14 = load ptr, ptr %v13, align 8
  %v15 = getelementptr ptr, ptr %context, i64 7
  %v16 = load ptr, ptr %v15, align 8
  %v17 = getelementptr ptr, ptr %context, i64 8
  %v18 = load ptr, ptr %v17, align 8
  %v19 = getelementptr ptr, ptr %context, i64 9
  %v20 = load ptr, ptr %v19, align 8
  %v21 = getelementptr ptr, ptr %context, i64 10
  %v22 = load ptr, ptr %v21, align 8
  %v23 = getelementptr ptr, ptr %v22, i64 0
  %v24 = load ptr, ptr %v23, align 8
  %v25 = add nsw i64 %v2, %v4
  %v26 = sub i64 %v25, 1
  br label %b27
b27:
  %i30 = phi i64 [ %v2, %entry ], [ %v185, %b175 ]
  %v31 = icmp slt i64 %i30, %v4
  br i1 %v31, label %b28, label %b29
b28:
  %v32 = getelementptr i64, ptr %v6, i64 %i30
  %v33 = load i64, ptr %v32, align 8
  %v34 = getelementptr i64, ptr %v8, i64 %i30
  %v35 = load i64, ptr %v34, align 8
  %v36 = and i64 %i30, 1
  %v37 = icmp eq i64 %v36, 1
  %v38 = getelementptr i64, ptr %v10, i64 %i30
  %v39 = load i64, ptr %v38, align 8
  %v40 = icmp slt i64 %v39, %v35
  %v41 = select i1 %v40, i64 %v39, i64 %v35
  %v42 = icmp sgt i64 0, %v41
  %v43 = select i1 %v42, i64 0, i64 %v41
  %v44 = sub i64 %i30, 1
  %v45 = icmp sgt i64 %v44, 0
  %v46 = select i1 %v45, i64 %v44, i64 0
  %v47 = getelementptr i64, ptr %v6, i64 %v46
  %v48 = load i64, ptr %v47, align 8
  br label %b49
b49:
  %i52 = phi i64 [ 0, %b28 ], [ %v159, %b65 ]
  %v53 = icmp slt i64 %i52, 2
  br i1 %v53, label %b50, label %b51
b50:
  %v54 = icmp eq i64 %i52, 1
  %v55 = select i1 %v54, i64 %v43, i64 0
  %v56 = select i1 %v54, i64 %v35, i64 %v43
  %v57 = mul i64 %v33, 2
  %v58 = getelementptr inbounds float, ptr %v14, i64 %v57
  %v59 = mul i64 %v48, 3
  %v60 = getelementptr inbounds float, ptr %v16, i64 %v59
  %v61 = select i1 %v54, ptr %v18, ptr %v60
  %v62 = mul i64 %v33, 3
  %v63 = getelementptr inbounds float, ptr %v16, i64 %v62
  %v66 = icmp slt i64 %v55, %v56
  br i1 %v66, label %b64, label %b65
b64:
  %v67 = sub i64 %v56, %v55
  %v69 = add i64 %v67, 0
  %v70 = udiv i64 %v69, 1
  %v71 = udiv i64 %v67, %v70
  %v72 = mul i64 %v71, %v70
  %v73 = sub i64 %v67, %v72
  %v74 = select i1 %v37, i64 -16, i64 16
  %v77 = add nsw i64 %member, 1
  %v78 = icmp eq i64 %v77, %members
  br i1 %v78, label %b75, label %b76
b75:
  br label %b79
b79:
  %i82 = phi i64 [ 0, %b75 ], [ %v158, %b93 ]
  %v83 = icmp slt i64 %i82, %v70
  br i1 %v83, label %b80, label %b81
b80:
  %v84 = mul i64 %i82, %v71
  %v85 = icmp slt i64 %i82, %v73
  %v86 = select i1 %v85, i64 %i82, i64 %v73
  %v87 = add nsw i64 %v84, %v86
  %v88 = icmp slt i64 %i82, %v73
  %v89 = zext i1 %v88 to i64
  %v90 = add nsw i64 %v71, %v89
  %v91 = add nsw i64 %v55, %v87
  switch i64 %v90, label %b93 [ i64 1, label %b92 ]
b92:
  %v94 = load <4 x float>, ptr %v12, align 4
  %v95 = mul i64 %v91, 2
  %v96 = getelementptr inbounds float, ptr %v58, i64 %v95
  %v97 = getelementptr inbounds float, ptr %v12, i64 4
  %v98 = mul i64 0, 2
  %v99 = getelementptr inbounds float, ptr %v97, i64 %v98
  %v100 = load <4 x float>, ptr %v99, align 4
  %v101 = load float, ptr %v96, align 4
  %v102 = insertelement <4 x float> poison, float %v101, i32 0
  %v103 = shufflevector <4 x float> %v102, <4 x float> poison, <4 x i32> zeroinitializer
  %v104 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v103, <4 x float> %v100, <4 x float> %v94)
  %v105 = getelementptr inbounds float, ptr %v99, i64 4
  %v106 = load <4 x float>, ptr %v105, align 4
  %v107 = getelementptr inbounds float, ptr %v96, i64 1
  %v108 = load float, ptr %v107, align 4
  %v109 = insertelement <4 x float> poison, float %v108, i32 0
  %v110 = shufflevector <4 x float> %v109, <4 x float> poison, <4 x i32> zeroinitializer
  %v111 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v110, <4 x float> %v106, <4 x float> %v104)
  %v112 = mul i64 %v91, 3
  %v113 = getelementptr inbounds float, ptr %v61, i64 %v112
  %v114 = getelementptr inbounds float, ptr %v12, i64 12
  %v115 = mul i64 0, 3
  %v116 = getelementptr inbounds float, ptr %v114, i64 %v115
  %v117 = load <4 x float>, ptr %v116, align 4
  %v118 = load float, ptr %v113, align 4
  %v119 = insertelement <4 x float> poison, float %v118, i32 0
  %v120 = shufflevector <4 x float> %v119, <4 x float> poison, <4 x i32> zeroinitializer
  %v121 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v120, <4 x float> %v117, <4 x float> %v111)
  %v122 = getelementptr inbounds float, ptr %v116, i64 4
  %v123 = load <4 x float>, ptr %v122, align 4
  %v124 = getelementptr inbounds float, ptr %v113, i64 1
  %v125 = load float, ptr %v124, align 4
  %v126 = insertelement <4 x float> poison, float %v125, i32 0
  %v127 = shufflevector <4 x float> %v126, <4 x float> poison, <4 x i32> zeroinitializer
  %v128 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v127, <4 x float> %v123, <4 x float> %v121)
  %v129 = getelementptr inbounds float, ptr %v116, i64 8
  %v130 = load <4 x float>, ptr %v129, align 4
  %v131 = getelementptr inbounds float, ptr %v113, i64 2
  %v132 = load float, ptr %v131, align 4
  %v133 = insertelement <4 x float> poison, float %v132, i32 0
  %v134 = shufflevector <4 x float> %v133, <4 x float> poison, <4 x i32> zeroinitializer
  %v135 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v134, <4 x float> %v130, <4 x float> %v128)
  %v136 = fcmp ogt <4 x float> %v135, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v137 = select <4 x i1> %v136, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v135
  %v138 = fcmp olt <4 x float> %v137, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v139 = select <4 x i1> %v138, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v137
  %v140 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v139, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v141 = fsub <4 x float> %v140, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v142 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v139)
  %v143 = bitcast <4 x float> %v140 to <4 x i32>
  %v144 = shl <4 x i32> %v143, <i32 23, i32 23, i32 23, i32 23>
  %v145 = bitcast <4 x i32> %v144 to <4 x float>
  %v146 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v142, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v147 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v146, <4 x float> %v142, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v148 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v147, <4 x float> %v142, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v149 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v148, <4 x float> %v142, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v150 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v149, <4 x float> %v142, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v151 = fmul <4 x float> %v142, %v150
  %v152 = fsub <4 x float> %v145, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v153 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v145, <4 x float> %v151, <4 x float> %v152)
  %v154 = fadd <4 x float> %v153, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v155 = fdiv <4 x float> %v153, %v154
  %v156 = mul i64 %v91, 3
  %v157 = getelementptr inbounds float, ptr %v63, i64 %v156
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v155, ptr %v157, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  br label %b93
b93:
  %v158 = add nsw i64 %i82, 1
  br label %b79
b81:
  br label %b76
b76:
  br label %b68
b68:
  call void %v24(ptr %v22, i64 %member, i64 %members)
  br label %b65
b65:
  %v159 = add nsw i64 %i52, 1
  br label %b49
b51:
  %v160 = add i64 %i30, 1
  %v161 = getelementptr i64, ptr %v10, i64 %v160
  %v162 = load i64, ptr %v161, align 8
  %v163 = icmp sgt i64 0, %v162
  %v164 = select i1 %v163, i64 0, i64 %v162
  %v165 = sub i64 %v35, %v164
  %v166 = mul i64 %v165, %member
  %v167 = udiv i64 %v166, %members
  %v168 = add nsw i64 %v167, %v164
  %v169 = add nsw i64 %member, 1
  %v170 = mul i64 %v165, %v169
  %v171 = udiv i64 %v170, %members
  %v172 = add nsw i64 %v171, %v164
  br label %b173
b173:
  %i176 = phi i64 [ %v168, %b51 ], [ %v184, %b174 ]
  %v177 = icmp slt i64 %i176, %v172
  br i1 %v177, label %b174, label %b175
b174:
  %v178 = add nsw i64 %v33, %i176
  %v179 = mul i64 %v178, 3
  %v180 = getelementptr inbounds float, ptr %v16, i64 %v179
  %v181 = mul i64 %i176, 3
  %v182 = getelementptr inbounds float, ptr %v20, i64 %v181
  %v183 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v180, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v183, ptr %v182, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v184 = add nsw i64 %i176, 1
  br label %b173
b175:
  %v185 = add nsw i64 %i30, 1
  br label %b27
b29:
  ret void
}
